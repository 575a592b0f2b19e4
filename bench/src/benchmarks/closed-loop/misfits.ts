/** Whether what was sent, answered and counted fits together: a figure is reported only of a slice where it does. Pure. */
import type { SliceAnswers } from './load-slice.js';

export interface SliceCounts {
  readonly answers: Pick<SliceAnswers, 'sent' | 'answered' | 'firstWrong' | 'answeredWhileBusy' | 'busyUs'>;
  /** By the nodes, in the slice. */
  readonly counted: number;
  readonly inFlight: number;
}

/** @returns all that does not fit, to the last request; empty where all does */
export function misfitsOf({ answers, counted, inFlight }: SliceCounts): string[] {
  const { sent, answered, firstWrong, answeredWhileBusy, busyUs } = answers;
  return [
    firstWrong === null ? null : `an answer was wrong: ${firstWrong}`,
    sent === answered ? null : `${sent} requests were sent, ${answered} answered`,
    counted === answered ? null : `${answered} answers, but the node counted ${counted} requests`,
    inFlight === 0 ? null : `${inFlight} requests were still in flight`,
    answeredWhileBusy > 0 && busyUs > 0 ? null : 'not every connection had an answer in time',
  ].filter((problem) => problem !== null);
}
