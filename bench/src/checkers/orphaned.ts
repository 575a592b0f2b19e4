/**
 * Orphaned: from some moment to the end no jar of its shopper holds the live key. `neverArrived`: the answer with the
 * key was lost; `overwritten`: another answer set or cleared the cookie (two tabs); `dropped`: the shopper started over.
 */
import type { Birth } from './births.js';
import type { JarChange, JarTimeline } from './jars.js';
import type { OrphanCause } from './judgement.js';
import type { KeySegment, KeyTimeline } from './live-keys.js';
import type { TrialIndex } from './trial-index.js';

export interface Orphaning {
  readonly atUs: number;
  readonly cause: OrphanCause;
  /** Operation whose answer pushed the key out, or was lost; null for a start-over. */
  readonly op: number | null;
}

/** One change of what a jar holds, or of the key under which the birth is stored. */
export type Step =
  | { readonly t: number; readonly segment: KeySegment }
  | { readonly t: number; readonly jar: JarTimeline; readonly change: JarChange };

/**
 * @param letGo of {@link letGoOf}
 * @returns null where a jar holds the key at the end, and where it was a store event that brought back an older one: that
 *   is not the shopper's letting go, see presence.ts
 */
export function orphaningOf(index: TrialIndex, letGo: Step | null): Orphaning | null {
  return letGo === null ? null : orphaningBy(index, letGo);
}

/** The set-back of the store since which no jar reaches the birth; null for none. */
export function strandingOf(letGo: Step | null): KeySegment | null {
  return letGo !== null && 'segment' in letGo && letGo.segment.how === 'store' ? letGo.segment : null;
}

/**
 * The change from which on no jar holds the live key, to the end; null where one does. Replays keys and jars change by
 * change: within one microsecond a jar may get the key and lose it.
 */
export function letGoOf(index: TrialIndex, birth: Birth, keys: KeyTimeline): Step | null {
  const jars = index.jars.get(birth.shopper) ?? [];
  const steps: Step[] = keys.map((segment) => ({ t: segment.earliestUs, segment }));
  for (const jar of jars) for (const change of jar.changes) steps.push({ t: change.t, jar, change });
  steps.sort((a, b) => a.t - b.t);
  const held = new Map<JarTimeline, string | null>();
  let live: string | null = null;
  let letGo: Step | null = null;
  for (const step of steps) {
    if ('segment' in step) live = step.segment.key;
    else held.set(step.jar, step.change.key);
    if (live === null || isHeld(held, live)) letGo = null;
    else if (letGo === null || isSetBackOf(index, letGo, step)) letGo = step;
  }
  return letGo;
}

function isHeld(held: ReadonlyMap<JarTimeline, string | null>, key: string): boolean {
  for (const each of held.values()) if (each === key) return true;
  return false;
}

/** The store was set back while the answer with the new key was still awaited: it is the set-back that took the session. */
function isSetBackOf(index: TrialIndex, letGo: Step, step: Step): boolean {
  if (!('segment' in step) || step.segment.how !== 'store' || !('segment' in letGo)) return false;
  const mover = letGo.segment.op === null ? undefined : index.operations.get(letGo.segment.op);
  return mover !== undefined && mover.doneUs >= step.t;
}

function orphaningBy(index: TrialIndex, step: Step): Orphaning | null {
  if ('segment' in step) {
    const { how, op: mover, earliestUs } = step.segment;
    if (how === 'store') return null;
    // A lost answer counts from when it was given up; until then it may still arrive.
    const givenUpUs = (mover === null ? undefined : index.operations.get(mover)?.doneUs) ?? earliestUs;
    return { atUs: Math.max(earliestUs, givenUpUs), cause: 'neverArrived', op: mover };
  }
  const { why, op } = step.change;
  if (why === 'start-over') return { atUs: step.t, cause: 'dropped', op: null };
  if (index.without.has('overwritten-keys')) return null;
  return { atUs: step.t, cause: 'overwritten', op };
}
