/** The cookie jars, reconstructed: which session key each jar held, and when. */
import type { JarRecord, OperationRecord } from '../history/records.js';

/** From `t` on the jar holds `key`; null: no session cookie. */
export interface JarChange {
  readonly t: number;
  readonly key: string | null;
  readonly why: 'answer' | 'start-over';
  /** Operation whose answer set or cleared the cookie. */
  readonly op: number | null;
}

export interface JarTimeline {
  readonly shopper: number;
  readonly jar: number;
  /** Ascending; empty before the first cookie. */
  readonly changes: readonly JarChange[];
  /** When the jar was last used under load, by the send of its last operation; -Infinity for never. */
  readonly lastUsedUs: number;
}

/** Of a shopper: more than any has. */
const MOST_JARS = 65_536;

/**
 * Final reads are taken from a copy of the jar and change nothing.
 *
 * @param operations in order of `doneUs`
 */
export function jarTimelines(operations: readonly OperationRecord[], resets: readonly JarRecord[]): JarTimeline[] {
  const jars = new Map<number, { shopper: number; jar: number; changes: JarChange[]; lastUsedUs: number }>();
  const jarOf = (shopper: number, jar: number) => {
    const id = shopper * MOST_JARS + jar;
    const known = jars.get(id);
    if (known !== undefined) return known;
    const fresh = { shopper, jar, changes: [] as JarChange[], lastUsedUs: Number.NEGATIVE_INFINITY };
    jars.set(id, fresh);
    return fresh;
  };
  for (const op of operations) {
    if (op.origin === 'final') continue;
    const jar = jarOf(op.shopper, op.jar);
    jar.lastUsedUs = Math.max(jar.lastUsedUs, op.sentUs);
    if (op.keyGiven === null) continue;
    jar.changes.push({ t: op.doneUs, key: op.keyGiven === '' ? null : op.keyGiven, why: 'answer', op: op.id });
  }
  for (const reset of resets) {
    if (reset.reason !== 'start-over') continue;
    jarOf(reset.shopper, reset.jar).changes.push({ t: reset.t, key: null, why: 'start-over', op: null });
  }
  // Stable: an answer and the start-over that it caused may share a microsecond, and the answer came first.
  for (const jar of jars.values()) jar.changes.sort((a, b) => a.t - b.t);
  return [...jars.values()];
}

/** Key that the jar holds at `t` (changes at `t` included). */
export function keyHeldAt(jar: JarTimeline, t: number): string | null {
  let key: string | null = null;
  for (const change of jar.changes) {
    if (change.t > t) break;
    key = change.key;
  }
  return key;
}

/** Last key of `keys` that the jar ever held; null for none. */
export function lastHeldOf(jar: JarTimeline, keys: ReadonlySet<string>): string | null {
  for (let i = jar.changes.length - 1; i >= 0; i -= 1) {
    const key = jar.changes[i]?.key ?? null;
    if (key !== null && keys.has(key)) return key;
  }
  return null;
}
