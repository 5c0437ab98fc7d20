/** How the program ends: what scripts can rely on. */

export const EXIT = {
  ok: 0,
  query: 1,
  invalid: 1,
  usage: 2,
  damage: 3,
  unreadable: 4,
  internal: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** What each code means, in words for help and documentation. */
export const EXIT_CODES: readonly (readonly [code: ExitCode, meaning: string])[] = [
  [EXIT.ok, 'all is well'],
  [EXIT.query, 'the query has errors, check found problems, or verify found something INVALID'],
  [EXIT.usage, 'wrong usage of the command line'],
  [
    EXIT.damage,
    'ingest --strict found objects that cannot be read or are damaged, or rejected records; verify could not verify all of it, or has findings of its own',
  ],
  [
    EXIT.unreadable,
    'the database, or a source, table or saved query that is named, cannot be found or opened, no object can be read, or the result cannot be written',
  ],
  [EXIT.internal, 'a defect of trailql'],
  [EXIT.interrupted, 'interrupted; what was complete is stored'],
];
