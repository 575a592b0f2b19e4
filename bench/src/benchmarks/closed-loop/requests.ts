/**
 * The requests of one visitor under a mix, over and over: what a person sends who is signed in, by the checkout's real
 * routes. Every write differs from the one before it, since our stores do not write what is there already; it overwrites
 * one register, so that sessions keep their size. Pure.
 */
import { STEPS, type WatchBody } from '@session-lab/checkout/protocol';
import type { Mix } from './mixes.js';

/** Long enough that even the smallest share of writes is met more than once. */
const PERIOD = 20;
/** A write in every so many requests; null for none. */
const WRITE_EVERY: Readonly<Record<Mix, number | null>> = { 'read-only': null, 'read-heavy': 10, 'write-heavy': 2 };
const HEARTBEAT_SECONDS = 10;

export interface BenchRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * @param identity headers by which the visitor is known: its cookie, and where routing goes by it, its device
 * @param shift where in the period this visitor begins, so that not all of them write at the same moment
 */
export function requestsOf(mix: Mix, identity: Readonly<Record<string, string>>, shift: number): BenchRequest[] {
  const every = WRITE_EVERY[mix];
  return Array.from({ length: PERIOD }, (_, index) => {
    const turn = (index + shift) % PERIOD;
    if (every !== null && turn % every === 0) return heartbeat(identity, index);
    const { method, path } = turn % 4 < 2 ? STEPS.view : STEPS.browse;
    return { method, path, headers: identity };
  });
}

/** A write of the register; all of them are of one length. @param sequence 0–99 */
export function heartbeat(identity: Readonly<Record<string, string>>, sequence: number): BenchRequest {
  const body: WatchBody = {
    title: 'the-long-drain',
    positionSeconds: 1000 + sequence * HEARTBEAT_SECONDS,
    sequence: 100 + sequence,
  };
  const { method, path } = STEPS.watch;
  return { method, path, headers: { ...identity, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
