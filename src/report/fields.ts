/** The field catalog for people and machines. */
import type { FieldInfo } from '../store/types.ts';
import { drawGrid, type GridOptions } from './grid.ts';
import { stringify } from './json.ts';
import { counted, percent, thousands } from './units.ts';

/** The types of a field's values, the most frequent first: `string`, `string, number`. */
function types(field: FieldInfo): string {
  const seen: readonly (readonly [name: string, count: number])[] = [
    ['string', field.strings],
    ['number', field.numbers],
    ['boolean', field.booleans],
  ];
  return seen
    .filter(([, count]) => count > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([name]) => name)
    .join(', ');
}

/** The lines of a table of fields. @param events number of all events, of which each field's share is shown */
export function* formatFields(fields: readonly FieldInfo[], events: number, options: GridOptions): Generator<string> {
  yield* drawGrid(
    [
      { title: 'field', align: 'left' },
      { title: 'events', align: 'right' },
      { title: 'share', align: 'right' },
      { title: 'types', align: 'left' },
      { title: 'examples', align: 'left' },
    ],
    fields.map((field) => [
      field.path,
      thousands(field.events),
      percent(field.events, events),
      types(field),
      field.examples.join(', '),
    ]),
    options,
  );
  yield `${counted(fields.length, 'field')} of ${counted(events, 'event')}`;
}

/** The lines of `{events, fields: [{path, events, share, strings, numbers, booleans, examples}]}`; `share` is 0 to 1. */
export function* formatFieldsJson(fields: readonly FieldInfo[], events: number): Generator<string> {
  yield `{"events":${events},"fields":[`;
  for (const [i, field] of fields.entries()) {
    const share = events === 0 ? 0 : field.events / events;
    yield stringify({ ...field, share }) + (i < fields.length - 1 ? ',' : '');
  }
  yield ']}';
}
