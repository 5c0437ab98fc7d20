/** The two forms of time that digests use, both in UTC: `2024-05-01T12:00:00Z` in them, `20240501T120000Z` in their names. */

const IN_TEXT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|\+00:?00)$/;
const IN_NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Epoch milliseconds; undefined for what is no such time. */
export function parseDigestTime(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = IN_TEXT.exec(text) ?? IN_NAME.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  // The calendar carries 31 April over to 1 May: such a day does not exist.
  const back = new Date(time).toISOString();
  const given = `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}`;
  if (back.slice(0, 19) !== given) return undefined;
  return time + Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3));
}

/** A time as `aws cloudtrail validate-logs` prints it. */
export function displayTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** A time as the name of a digest has it: these compare as texts. */
export function nameTime(ms: number): string {
  return displayTime(ms).replace(/[-:]/g, '');
}
