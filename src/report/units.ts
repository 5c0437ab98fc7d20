/** Numbers, sizes and durations for people. */

/** `1234567` → `1,234,567`. Not by Intl, whose first use takes as long as many a query. */
export function thousands(value: number): string {
  return value.toFixed(0).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** At most three digits that say something: `0.42`, `1.23`, `45.6`, `789`. */
function short(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const text = value.toFixed(digits);
  return digits === 0 ? text : text.replace(/\.?0+$/, '');
}

function scaled(value: number, units: readonly string[]): string {
  let rest = value;
  let unit = 0;
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return short(rest) + (units[unit] ?? '');
}

/** A size in bytes: `999 B`, `1.5 kB`, `2.34 GB` (powers of 1000). */
export function bytes(value: number): string {
  return scaled(value, [' B', ' kB', ' MB', ' GB', ' TB', ' PB']);
}

/** A count where there is little room: `999`, `10.8k`, `1.23M`. */
export function compact(value: number): string {
  return scaled(value, ['', 'k', 'M', 'G']);
}

/** A figure of a clock for machines, to three decimals: what is beyond is noise of floating point. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** A duration in milliseconds: `0.4 ms`, `12 ms`, `1.23 s`, `2 min 5 s`, `1 h 2 min`. */
export function duration(ms: number): string {
  if (ms < 1) return `${short(ms)} ms`;
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${short(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${thousands(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

/** A duration in milliseconds where there is little room: `45 s`, `12 min`, `3 h`. */
export function roughly(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${thousands(Math.round(minutes / 60))} h`;
}

/** A share of a whole: `100 %`, `45.6 %`, `< 0.1 %`; never `100 %` or `0 %` unless it is exact. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '0 %';
  const share = (part / whole) * 100;
  if (share === 0 || share === 100) return `${share} %`;
  if (share < 0.1) return '< 0.1 %';
  return share > 99.9 ? '> 99.9 %' : `${share.toFixed(1)} %`;
}

/** `1 event`, `2 events`, `1,000 matches` (with the plural given). */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${thousands(count)} ${count === 1 ? noun : plural}`;
}
