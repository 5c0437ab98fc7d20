/** Lookup tables and saved queries: kept beside the events, checked when they are read. */

import { existsSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import type { Resources } from '../../src/engine/resources.ts';
import { EventStore } from '../../src/store/event-store.ts';
import { Library } from '../../src/store/library.ts';
import { checkLookupTable, MAX_LOOKUP_TABLE_SIZE } from '../../src/store/lookup-table-row.ts';
import { checkSavedQuery } from '../../src/store/saved-query-row.ts';
import type { LookupTable, SavedQuery } from '../../src/store/types.ts';
import { StoreWriter } from '../../src/store/writer.ts';
import { newPath, storeOf, write } from './support.ts';

const ACCOUNTS: LookupTable = {
  name: 'accounts',
  columns: ['id', 'owner'],
  rows: [
    ['111122223333', 'É. "Doe", '],
    ['', 'a\r\nb\0\ud800'],
  ],
};
const DENIED: SavedQuery = {
  name: 'iam/denied é\ufeff',
  text: 'filter errorCode = {{code}}\n| limit {{n}}',
  parameters: [{ name: 'code', defaultValue: '"AccessDenied"', description: 'which error' }, { name: 'n' }],
};
const KEEP = { replace: false };
const REPLACE = { replace: true };

/** Changes the library of a file and commits. */
function change(file: string, work: (library: Library) => void, now = 5000.5): void {
  const library = Library.open(file, { now: () => now, lockWait: 0 });
  try {
    work(library);
    library.commit();
  } finally {
    library.close();
  }
}

function reading<T>(file: string, read: (store: EventStore) => T): T {
  const store = EventStore.open(file);
  try {
    return read(store);
  } finally {
    store.close();
  }
}

/** A store with an event, a lookup table and a saved query. */
function newStore(): string {
  const file = newPath();
  const writer = StoreWriter.open(file);
  write(writer, [{ time: 1, leaves: [['@log', '1:a']] }]);
  writer.close();
  change(file, (library) => {
    library.addLookupTable(ACCOUNTS, 77, KEEP);
    library.addSavedQueries([DENIED], KEEP);
  });
  return file;
}

const code = (wanted: string) => expect.objectContaining({ name: 'StoreError', code: wanted });

test('what is stored is read back, and the events are as before', () => {
  const file = newStore();
  expect(existsSync(`${file}-wal`)).toBe(false);
  reading(file, (store) => {
    expect(store.lookupTable('accounts')).toEqual(ACCOUNTS);
    expect(store.lookupTables()).toEqual([
      { name: 'accounts', columns: ['id', 'owner'], rows: 2, size: 77, modified: 5000.5 },
    ]);
    expect(store.savedQuery(DENIED.name)).toEqual({ ...DENIED, modified: 5000.5 });
    expect(store.eventCount()).toBe(1);
  });
});

test('names are exact and sorted, and unknown ones give nothing', () => {
  const file = newStore();
  change(file, (library) => {
    library.addLookupTable({ name: 'Accounts', columns: ['a'], rows: [] }, 1, KEEP);
    library.addLookupTable({ name: '__proto__', columns: ['constructor'], rows: [['x']] }, 1, KEEP);
    library.addSavedQueries([{ name: 'b', text: 'limit 1', parameters: [] }], KEEP);
  });
  reading(file, (store) => {
    expect(store.lookupTableNames()).toEqual(['Accounts', '__proto__', 'accounts']);
    expect(store.lookupTable('__proto__')).toEqual({ name: '__proto__', columns: ['constructor'], rows: [['x']] });
    expect(store.lookupTable('Accounts')).toMatchObject({ columns: ['a'], rows: [] });
    expect(store.savedQueryNames()).toEqual(['b', DENIED.name]);
    expect([store.lookupTable('constructor'), store.savedQuery('B')]).toEqual([undefined, undefined]);
  });
});

test('a store that does not exist is made, and events can be added to it later', () => {
  const file = newPath();
  change(file, (library) => library.addSavedQueries([DENIED], KEEP));
  const writer = StoreWriter.open(file);
  write(writer, [{ time: 1 }]);
  writer.close();
  reading(file, (store) => expect([store.eventCount(), store.savedQueryNames()]).toEqual([1, [DENIED.name]]));
});

test('a store is what queries can name, and one in memory has none of it', () => {
  const resources: Resources = storeOf([{ time: 1 }]);
  expect([resources.lookupTableNames(), resources.savedQueryNames(), resources.logs()]).toEqual([[], [], []]);
  expect([resources.lookupTable('a'), resources.savedQuery('a')]).toEqual([undefined, undefined]);
});

test('a name that is taken is replaced only on request', () => {
  const file = newStore();
  const table = { ...ACCOUNTS, rows: [] };
  const query = { ...DENIED, text: 'limit 1', parameters: [] };
  change(file, (library) => {
    expect(() => library.addLookupTable(table, 5, KEEP)).toThrow(code('exists'));
    expect(() => library.addSavedQueries([{ ...query, name: 'new' }, query], KEEP)).toThrow(code('exists'));
  });
  reading(file, (store) => {
    expect(store.lookupTable('accounts')).toEqual(ACCOUNTS);
    expect(store.savedQueryNames()).toEqual([DENIED.name]);
  });
  change(file, (library) => {
    expect(library.addLookupTable(table, 5, REPLACE)).toBe(true);
    expect(library.addLookupTable({ ...table, name: 'new' }, 5, REPLACE)).toBe(false);
    expect(library.addSavedQueries([{ ...query, name: 'new' }, query], REPLACE)).toEqual([DENIED.name]);
  });
  reading(file, (store) => {
    expect(store.lookupTable('accounts')?.rows).toEqual([]);
    expect(store.savedQuery(DENIED.name)?.text).toBe('limit 1');
  });
});

test('what is removed is gone', () => {
  const file = newStore();
  change(file, (library) => {
    expect([library.removeLookupTable('accounts'), library.removeLookupTable('accounts')]).toEqual([true, false]);
    expect([library.removeSavedQuery(DENIED.name), library.removeSavedQuery('b')]).toEqual([true, false]);
  });
  reading(file, (store) => expect([store.lookupTableNames(), store.savedQueryNames()]).toEqual([[], []]));
});

test('what is not committed is undone', () => {
  const file = newStore();
  const library = Library.open(file);
  library.removeSavedQuery(DENIED.name);
  expect(library.close()).toBe(true);
  reading(file, (store) => expect(store.savedQueryNames()).toEqual([DENIED.name]));
});

describe('a lookup table is refused', () => {
  test.each<[string, Partial<LookupTable>, number?]>([
    ['with an empty name', { name: '' }],
    ['with other characters in its name', { name: 'a-b' }],
    ['with a name of more than 256 characters', { name: 'a'.repeat(257) }],
    ['with more than 10 MB', {}, MAX_LOOKUP_TABLE_SIZE + 1],
    ['without columns', { columns: [], rows: [] }],
    ['with a column without a name', { columns: ['a', ''] }],
    ['with a column twice', { columns: ['a', 'a'] }],
    ['with a row of another length', { rows: [['a', 'b'], ['c']] }],
  ])('%s', (_, part, size = 1) => {
    expect(() => checkLookupTable({ ...ACCOUNTS, ...part }, size)).toThrow(code('invalid'));
    expect(() => checkLookupTable(ACCOUNTS, MAX_LOOKUP_TABLE_SIZE)).not.toThrow();
  });

  test('as the 101st', () => {
    const file = newPath();
    change(file, (library) => {
      for (let i = 0; i < 100; i++) library.addLookupTable({ ...ACCOUNTS, name: `t${i}` }, 1, KEEP);
      expect(library.addLookupTable({ ...ACCOUNTS, name: 't7' }, 1, REPLACE)).toBe(true);
      expect(() => library.addLookupTable(ACCOUNTS, 1, KEEP)).toThrow(code('invalid'));
    });
  });
});

describe('a saved query is refused', () => {
  const parameters = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `p${i}` }));
  const textOf = (count: number) =>
    parameters(count)
      .map(({ name }) => `{{${name}}}`)
      .join();

  test.each<[string, Partial<SavedQuery>, RegExp]>([
    ['without a name', { name: '' }, /1 to 255/],
    ['with a name of more than 255 characters', { name: 'a'.repeat(256) }, /1 to 255/],
    ['without a text', { text: ' \n' }, /no text/],
    ['with a text of more than 10,000 characters', { text: 'a'.repeat(10_001) }, /10,000/],
    ['with more than 20 parameters', { text: textOf(21), parameters: parameters(21) }, /exceeds the maximum of 20/],
    ['with a parameter twice', { parameters: [{ name: 'n' }, { name: 'n' }] }, /Duplicate parameter name: n/],
    [
      'with a parameter that is not in the text',
      { parameters: [{ name: 'x' }] },
      /not found in queryString: \{\{x\}\}/,
    ],
    ['with a parameter that is no name', { text: '{{1}}', parameters: [{ name: '1' }] }, /letters, digits/],
    ['with a long default', { parameters: [{ name: 'n', defaultValue: 'a'.repeat(1025) }] }, /1024/],
    ['with a long description', { parameters: [{ name: 'n', description: 'a'.repeat(513) }] }, /512/],
  ])('%s', (_, part, reason) => {
    expect(() => checkSavedQuery({ ...DENIED, ...part })).toThrow(code('invalid'));
    expect(() => checkSavedQuery({ ...DENIED, ...part })).toThrow(reason);
  });

  test('unless everything is within its limit', () => {
    const most = { ...DENIED, name: 'a'.repeat(255), text: textOf(20).padEnd(10_000), parameters: parameters(20) };
    expect(() => checkSavedQuery(most)).not.toThrow();
  });

  test('as the 1001st, and with the name of another one that comes with it', () => {
    const queries = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ name: `q${i}`, text: 'limit 1', parameters: [] }));
    change(newPath(), (library) => {
      expect(() => library.addSavedQueries(queries(1001), KEEP)).toThrow(code('invalid'));
      expect(library.addSavedQueries(queries(1000), KEEP)).toEqual([]);
      expect(library.addSavedQueries(queries(3), REPLACE)).toEqual(['q0', 'q1', 'q2']);
      expect(() => library.addSavedQueries([DENIED], KEEP)).toThrow(code('invalid'));
      expect(() => library.addSavedQueries([...queries(1), ...queries(1)], REPLACE)).toThrow(/two saved queries q0/);
    });
  });
});

describe('damage', () => {
  test.each([
    ['UPDATE lookup_table SET columns = \'["owner","id"]\'', 'lookupTable'],
    ['UPDATE lookup_table SET rows = 3', 'lookupTable'],
    ['UPDATE lookup_table SET modified = 1', 'lookupTable'],
    ["UPDATE lookup_table SET name = 'accountt'", 'lookupTable'],
    ["UPDATE lookup_table SET cells = x'00'", 'lookupTable'],
    ['UPDATE lookup_table SET checksum = checksum + 1', 'lookupTable'],
    ['DROP TABLE lookup_table', 'lookupTable'],
    ["UPDATE saved_query SET text = 'limit 2'", 'savedQuery'],
    ["UPDATE saved_query SET parameters = '[]'", 'savedQuery'],
    ["UPDATE saved_query SET name = 'other'", 'savedQuery'],
    ['ALTER TABLE saved_query DROP COLUMN modified', 'savedQuery'],
  ] as const)('%s is told, and the events can still be read', (damage, kind) => {
    const file = newStore();
    const database = new SQLite(file);
    database.exec(damage);
    database.close();
    reading(file, (store) => {
      const [name, read] =
        kind === 'lookupTable' ? ['accounts', () => store.lookupTables()] : [DENIED.name, () => store.savedQueries()];
      expect(() => store[kind](name)).toThrow(code('corrupt'));
      expect(read).toThrow(code('corrupt'));
      expect(store.eventCount()).toBe(1);
    });
  });

  test('of cells alone is told when they are read', () => {
    const file = newStore();
    const database = new SQLite(file);
    const cells = database.prepare<[], Buffer>('SELECT cells FROM lookup_table').pluck().get() ?? Buffer.of();
    cells[cells.length - 5] = 65;
    database.prepare('UPDATE lookup_table SET cells = ?').run(cells);
    database.close();
    reading(file, (store) => expect(() => store.lookupTable('accounts')).toThrow(code('corrupt')));
  });

  test('can be replaced or removed', () => {
    const file = newStore();
    const database = new SQLite(file);
    database.exec('UPDATE lookup_table SET rows = 9; UPDATE saved_query SET modified = 1');
    database.close();
    change(file, (library) => {
      library.removeLookupTable('accounts');
      library.removeSavedQuery(DENIED.name);
      library.addLookupTable(ACCOUNTS, 1, KEEP);
    });
    reading(file, (store) => expect(store.lookupTable('accounts')).toEqual(ACCOUNTS));
  });
});

describe('together with an ingest', () => {
  test('a change waits, and is told when the ingest goes on', () => {
    const file = newPath();
    const writer = StoreWriter.open(file);
    expect(() => Library.open(file, { lockWait: 0 })).toThrow(code('locked'));
    writer.close();
  });

  /** Ingests an event; another process is first between COMMIT and BEGIN, and ends by itself. */
  function ingestWith(file: string, other: () => void): StoreWriter {
    const writer = StoreWriter.open(file, { lockWait: 0 });
    const exec = writer.database.exec.bind(writer.database);
    vi.spyOn(writer.database, 'exec').mockImplementationOnce(() => {
      exec('COMMIT');
      other();
      return exec('BEGIN IMMEDIATE');
    });
    write(writer, [{ time: 1 }]);
    return writer;
  }

  test('a change between two of its steps does not end it', () => {
    const file = newPath();
    const writer = ingestWith(file, () => change(file, (library) => library.addLookupTable(ACCOUNTS, 1, KEEP)));
    write(writer, [{ time: 2 }]);
    writer.close();
    reading(file, (store) => expect([store.eventCount(), store.lookupTableNames()]).toEqual([2, ['accounts']]));
  });

  test('other events between two of its steps end it', () => {
    const file = newPath();
    const others = () => {
      const other = StoreWriter.open(file, { lockWait: 0 });
      write(other, [{ time: 2 }]);
      other.close();
    };
    expect(() => ingestWith(file, others)).toThrow(code('locked'));
  });
});

describe('the log groups', () => {
  test('are the distinct values of @log in all segments, sorted', () => {
    const many = Array.from({ length: 50 }, (_, i) => ({ time: i, leaves: [['@log', `2:g${i % 3}`]] as const }));
    const store = storeOf(
      [{ time: 1, leaves: [['@log', '9:z']] }],
      [{ time: 2, leaves: [['@log', '1:a']] }, { time: 3 }],
      many,
    );
    expect(store.logs()).toEqual(['1:a', '2:g0', '2:g1', '2:g2', '9:z']);
    expect(storeOf([{ time: 1 }]).logs()).toEqual([]);
  });

  test('are those of what has been written since', () => {
    const writer = StoreWriter.open(':memory:');
    const store = EventStore.over(writer);
    expect(store.logs()).toEqual([]);
    write(writer, [{ time: 1, leaves: [['@log', '1:a']] }]);
    expect(store.logs()).toEqual(['1:a']);
    writer.close();
  });
});
