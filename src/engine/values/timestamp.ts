/** How times are shown: `YYYY-MM-DD HH:MM:SS.mmm`, UTC. */

const DAY_MS = 86_400_000;
const LAST_MS = 8.64e15;

// Neighbouring rows mostly share their day, and writing the date is the slow part.
let cachedDay = Number.NaN;
let cachedDate = '';

function dateText(day: number): string {
  if (day !== cachedDay) {
    const iso = new Date(day * DAY_MS).toISOString();
    cachedDate = iso.slice(0, iso.indexOf('T'));
    cachedDay = day;
  }
  return cachedDate;
}

const pad2 = (n: number): string => (n < 10 ? `0${n}` : String(n));
const pad3 = (n: number): string => (n < 10 ? `00${n}` : n < 100 ? `0${n}` : String(n));

/**
 * Display text of epoch milliseconds; fractions of a millisecond are cut off. Times outside the calendar's range
 * (about 271,000 years around 1970) are shown as their number.
 */
export function timestampText(ms: number): string {
  if (!(Math.abs(ms) <= LAST_MS)) return String(ms);
  const whole = Math.floor(ms);
  const day = Math.floor(whole / DAY_MS);
  const rest = whole - day * DAY_MS;
  const seconds = Math.floor(rest / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${dateText(day)} ${pad2(Math.floor(minutes / 60))}:${pad2(minutes % 60)}:${pad2(seconds % 60)}.${pad3(rest % 1000)}`;
}
