/** Where two JSON values differ. Pure. */

export interface Difference {
  /** `scenarios.node-kill.designs.stateful.sessions.lost` */
  readonly path: string;
  /** As JSON; `nothing` where the key is missing. */
  readonly recorded: string;
  readonly recomputed: string;
}

export function differences(recorded: unknown, recomputed: unknown, path = ''): Difference[] {
  if (isContainer(recorded) && isContainer(recomputed) && Array.isArray(recorded) === Array.isArray(recomputed)) {
    const keys = new Set([...Object.keys(recorded), ...Object.keys(recomputed)]);
    return [...keys].flatMap((key) =>
      differences(recorded[key], recomputed[key], path === '' ? key : `${path}.${key}`),
    );
  }
  if (Object.is(recorded, recomputed)) return [];
  return [{ path, recorded: shown(recorded), recomputed: shown(recomputed) }];
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Longer values are told by their beginning. */
const SHOWN = 60;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
