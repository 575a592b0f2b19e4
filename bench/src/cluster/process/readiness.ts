/** Waiting for a process, with a deadline, and what is said when it does not come. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../errors.js';
import type { Child } from './child.js';
import { logQuote } from './log-quote.js';

export interface Patience {
  readonly deadlineMs: number;
  /** Ends the waiting at once. */
  readonly signal: AbortSignal;
}

const LOOK_EVERY_MS = 5;

/** The port that a process was given is in use after all; another one may do. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/**
 * Looks again and again until there is an answer.
 *
 * @param look null: not yet; an exception ends the waiting
 * @throws LabError LAB_NOT_READY when the process ends before, or the deadline passes; it quotes the process's log
 * @throws PortTaken when the process ended because its port is in use
 * @throws LabError LAB_INTERRUPTED when the signal fires
 */
export async function untilReady<T>(
  child: Child,
  patience: Patience,
  look: () => T | null | Promise<T | null>,
): Promise<T> {
  const deadline = AbortSignal.timeout(patience.deadlineMs);
  for (;;) {
    const answer = await orAbort(Promise.resolve(look()), [deadline, patience.signal]);
    if (answer !== undefined && answer !== null) return answer;
    if (patience.signal.aborted) throw new LabError('LAB_INTERRUPTED', 'interrupted');
    if (child.end !== null) throw endedEarly(child, child.end);
    if (deadline.aborted) throw notReady(child, `did not become ready within ${patience.deadlineMs / 1000} s`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** @returns undefined when one of the signals fires first */
function orAbort<T>(promise: Promise<T>, signals: readonly AbortSignal[]): Promise<T | undefined> {
  const any = AbortSignal.any([...signals]);
  if (any.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(undefined);
    any.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => any.removeEventListener('abort', onAbort));
  });
}

function endedEarly(child: Child, end: string): Error {
  if (/EADDRINUSE|address already in use/i.test(child.output())) return new PortTaken(child.name);
  return notReady(child, `ended before it was ready (${end})`);
}

function notReady(child: Child, what: string): LabError {
  return new LabError(
    'LAB_NOT_READY',
    `${child.name} ${what}. ${logQuote(child.lastLines())}`,
    `its whole log: ${child.logFile}`,
  );
}
