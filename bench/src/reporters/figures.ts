/** How figures are written: one way for tables, sentences and charts. A figure that is not known is `–`. Pure. */

export const UNKNOWN = '–';

/** `6,034` */
export function count(value: number | null): string {
  return value === null ? UNKNOWN : Math.round(value).toLocaleString('en-US');
}

/** @param share 0–1; `24.6 %`, `0.04 %`; only a true 0 is `0 %` and only a true 1 is `100 %` */
export function percent(share: number | null): string {
  if (share === null) return UNKNOWN;
  const value = share * 100;
  if (value === 0 || value === 100) return `${value} %`;
  if (value < 0.01) return '< 0.01 %';
  if (value > 99.99) return '> 99.99 %';
  const digits = value < 0.1 || value >= 99.95 ? 2 : 1;
  return `${value.toFixed(digits)} %`;
}

/** A change by a share, which may be more than the whole: `3.4 %`, `21 %`, `120 %` */
export function change(share: number | null): string {
  if (share === null) return UNKNOWN;
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

/** Milliseconds without the unit: `0.8`, `6.2`, `212`, `1,042` */
export function milliseconds(value: number | null): string {
  if (value === null) return UNKNOWN;
  if (value >= 9.95) return count(value);
  return value.toFixed(value < 0.095 ? 2 : 1).replace(/\.0+$/, '');
}

/** Milliseconds with the unit: `6.2 ms`; `–` without */
export function withMs(value: number | null): string {
  return value === null ? UNKNOWN : `${milliseconds(value)} ms`;
}

/** Seconds without the unit, at most two decimals: `6`, `9.5` */
export function seconds(value: number | null): string {
  return value === null ? UNKNOWN : String(Number(value.toFixed(2)));
}

/** A duration for people: `14 s`, `3 min 20 s` */
export function duration(value: number): string {
  const whole = Math.max(0, Math.round(value));
  if (whole < 120) return `${whole} s`;
  const rest = whole % 60;
  return rest === 0 ? `${whole / 60} min` : `${(whole - rest) / 60} min ${rest} s`;
}

/** `63 MB`, `24 GB` (powers of 1024) */
export function bytes(value: number | null): string {
  if (value === null) return UNKNOWN;
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let scaled = value;
  let unit = 0;
  while (scaled >= 1024 && unit < units.length - 1) {
    scaled /= 1024;
    unit += 1;
  }
  return `${scaled < 9.95 && unit > 0 ? Number(scaled.toFixed(1)) : Math.round(scaled)} ${units[unit]}`;
}

/** An interval of seconds of load: `6–9.5 s`; `–` for none */
export function interval(window: readonly [number, number] | null): string {
  return window === null ? UNKNOWN : `${seconds(window[0])}–${seconds(window[1])} s`;
}

/** From the end of the warm-up to the end of the load: all windows together; null for none. */
export function measuredInterval(
  windows: Readonly<Record<string, readonly [number, number] | null>>,
): readonly [number, number] | null {
  const all = Object.values(windows).filter((window) => window !== null);
  return all.length === 0 ? null : [Math.min(...all.map(([from]) => from)), Math.max(...all.map(([, to]) => to))];
}

/** `one block`, `10 blocks` */
export function blocks(value: number): string {
  return value === 1 ? 'one block' : `${value} blocks`;
}

/** `4 nodes`, `1 node`; of external clusters nobody knows */
export function nodesWords(nodes: number | null): string {
  if (nodes === null) return 'measured from outside';
  return nodes === 1 ? '1 node' : `${count(nodes)} nodes`;
}
