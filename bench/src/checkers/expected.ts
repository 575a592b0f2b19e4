/** A prediction from what was measured and what theory says. */
import { binomialRegion } from '../stats/binomial.js';
import type { Prediction } from './judgement.js';

/** `event` of a prediction about the trial as a whole. */
export const WHOLE_TRIAL = 0;

/** An exact count. */
export function exactly(
  head: Pick<Prediction, 'event' | 'title' | 'metric' | 'basis'>,
  measured: number,
  of: number,
  exact: number,
): Prediction {
  return { ...head, measured, of, expected: { exact }, agrees: measured === exact };
}

/** A share, with the exact binomial 99 % region of its count. */
export function about(
  head: Pick<Prediction, 'event' | 'title' | 'metric' | 'basis'>,
  measured: number,
  of: number,
  share: number,
): Prediction {
  const { low, high } = binomialRegion(of, share);
  return { ...head, measured, of, expected: { share, low, high }, agrees: measured >= low && measured <= high };
}
