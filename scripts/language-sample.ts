/** The sample events and resources that the examples of the language reference run over: the files beside its pages. */
import { readFileSync } from 'node:fs';
import { type LogEvent, type QueryOptions, type SavedQuery, type Trail, trailFromEvents } from '../src/index.ts';

export const LANGUAGE_FOLDER = 'docs/language';

/** Where the time range of every example lies, and what `now()` is. */
export const SAMPLE_OPTIONS: QueryOptions = {
  start: Date.parse('2024-05-01T09:00:00.000Z'),
  end: Date.parse('2024-05-01T12:59:59.999Z'),
  now: Date.parse('2024-05-01T13:00:00.000Z'),
};

interface SavedQueryFile {
  readonly queryDefinitions: readonly {
    readonly name: string;
    readonly queryString: string;
    readonly parameters: SavedQuery['parameters'];
  }[];
}

/** The sample as a trail in memory. */
export function openSample(): Trail {
  const { Records } = JSON.parse(sample('events.json')) as { Records: readonly { readonly eventTime: string }[] };
  const events = Records.map(
    (record): LogEvent => ({ timestamp: Date.parse(record.eventTime), message: JSON.stringify(record) }),
  );
  const { queryDefinitions } = JSON.parse(sample('saved-queries.json')) as SavedQueryFile;
  return trailFromEvents(events, {
    lookupTables: { people: sample('people.csv'), networks: sample('networks.csv') },
    savedQueries: queryDefinitions.map(({ name, queryString: text, parameters }) => ({ name, text, parameters })),
  });
}

function sample(name: string): string {
  return readFileSync(new URL(`../${LANGUAGE_FOLDER}/sample-${name}`, import.meta.url), 'utf8');
}
