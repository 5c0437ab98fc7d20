/** What does it cost to give a value its number while a segment is built, by how often it repeats and how long it is? Nanoseconds per value. */
import { TEXT } from '../../src/store/value-kinds.ts';
import { ValueTable } from '../../src/store/value-table.ts';
import { median, timeRuns } from '../measure/statistics.ts';

const RUNS = 9;
const VALUES = 200_000;

function cost(distinct: number, length: number): string {
  const bytes = Buffer.from(
    Array.from({ length: distinct }, (_, index) => String(index).padStart(length, 'abcdefgh')).join(''),
  );
  const milliseconds = median(
    timeRuns(RUNS, () => {
      const table = new ValueTable();
      table.reserve(1);
      for (let index = 0; index < VALUES; index++) {
        const start = ((index * 7919) % distinct) * length;
        table.add(0, TEXT, bytes, start, start + length);
      }
    }),
  );
  return ((milliseconds * 1e6) / VALUES).toFixed(0);
}

console.table(
  [1, 20, 2000, VALUES].map((distinct) => ({
    'distinct values': distinct,
    '8 bytes': cost(distinct, 8),
    '40 bytes': cost(distinct, 40),
    '200 bytes': cost(distinct, 200),
  })),
);
