/**
 * Orphaned: from some moment to the end no jar of its shopper holds the live key. `neverArrived`: the answer with the
 * key was lost; `overwritten`: another answer set or cleared the cookie (two tabs); `dropped`: the shopper started over.
 */
import type { Birth } from './births.js';
import { type JarTimeline, keyHeldAt } from './jars.js';
import type { OrphanCause } from './judgement.js';
import { type KeyTimeline, liveKeyAt } from './live-keys.js';
import type { TrialIndex } from './trial-index.js';

export interface Orphaning {
  readonly atUs: number;
  readonly cause: OrphanCause;
  /** Operation whose answer pushed the key out, or was lost; null for a start-over. */
  readonly op: number | null;
}

/** A store event that brings an older key back is not the shopper's letting go: `null`, see presence.ts. */
export function orphaningOf(index: TrialIndex, birth: Birth, keys: KeyTimeline): Orphaning | null {
  const jars = index.jars.get(birth.shopper) ?? [];
  const moments = [...keys.map((segment) => segment.sinceUs), ...jars.flatMap((jar) => jar.changes.map(({ t }) => t))];
  moments.sort((a, b) => a - b);
  let sinceUs: number | null = null;
  for (const t of moments) {
    if (isHeld(jars, keys, t)) sinceUs = null;
    else if (liveKeyAt(keys, t) !== null) sinceUs ??= t;
  }
  if (sinceUs === null) return null;
  return letGo(index, jars, keys, sinceUs);
}

export function isHeld(jars: readonly JarTimeline[], keys: KeyTimeline, t: number): boolean {
  const live = liveKeyAt(keys, t);
  return live !== null && jars.some((jar) => keyHeldAt(jar, t) === live);
}

function letGo(index: TrialIndex, jars: readonly JarTimeline[], keys: KeyTimeline, sinceUs: number): Orphaning | null {
  const change = jars
    .flatMap((jar) => jar.changes)
    .filter(({ t }) => t === sinceUs)
    .at(-1);
  const segment = keys.find((candidate) => candidate.sinceUs === sinceUs);
  if (segment?.how === 'store') return null;
  if (segment !== undefined) {
    // A lost answer counts from when it was given up; until then it may still arrive.
    const op = segment.op === null ? undefined : index.operations.get(segment.op);
    return { atUs: Math.max(sinceUs, op?.doneUs ?? sinceUs), cause: 'neverArrived', op: segment.op };
  }
  if (change?.why === 'start-over') return { atUs: sinceUs, cause: 'dropped', op: null };
  if (index.without.has('overwritten-keys')) return null;
  return { atUs: sinceUs, cause: 'overwritten', op: change?.op ?? null };
}
