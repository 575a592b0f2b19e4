/**
 * What a shopper believes: which session it is in, and what answers have told it. A loss is judged by the checkers, from
 * the history; this is only what a person would notice, and act on.
 */
import type { OperationRecord } from '../history/records.js';
import type { PlannedOperation } from '../plan/plan.js';
import { codeIn } from './body.js';
import type { Heard } from './device.js';

export class Belief {
  #epoch = 0;
  #birth: string | null = null;
  #code: string | null = null;
  #claimRefused = false;
  #leaving = false;

  /** Of the session, from 0: one more each time that the shopper starts over. */
  get epoch(): number {
    return this.#epoch;
  }

  /** For the hand-off, as the phone was told; null before. */
  get code(): string | null {
    return this.#code;
  }

  /** A log-out was sent: what still comes back without the session is no loss. */
  get isLeaving(): boolean {
    return this.#leaving;
  }

  leave(): void {
    this.#leaving = true;
  }

  /** Without a code there is nothing to claim. */
  goOnWithPhone(): void {
    this.#claimRefused = true;
  }

  /** A refused claim leaves the shopper with the phone. */
  jarFor({ jar }: PlannedOperation): number {
    return jar === 1 && this.#claimRefused ? 0 : jar;
  }

  learn({ step, epoch, birth }: OperationRecord, { status, body }: Heard): void {
    if (step === 'handOff' && status < 400) this.#code = codeIn(body);
    if (step === 'claim' && status >= 400) this.#claimRefused = true;
    if (epoch === this.#epoch && this.#birth === null && step !== 'claim') this.#birth = birth;
  }

  /** Is the session gone, by an answer that speaks? A refused claim and a log-out are no evidence of that. */
  isContradictedBy({ step, outcome, epoch, birth, speaks }: OperationRecord): boolean {
    if (!speaks || this.#leaving || (step === 'claim' && outcome !== 'ok')) return false;
    return epoch === this.#epoch && this.#birth !== null && birth !== this.#birth;
  }

  /** A new session begins, with the device in hand. */
  startOver(): void {
    this.#epoch += 1;
    this.#birth = null;
    this.#claimRefused = false;
    this.#leaving = false;
  }
}
