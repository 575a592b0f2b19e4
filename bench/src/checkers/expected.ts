/** A prediction from what was measured and what theory says. */
import { binomialRegion } from '../stats/binomial.js';
import type { Prediction } from './judgement.js';

/** `event` of a prediction about the trial as a whole. */
export const WHOLE_TRIAL = 0;

type Head = Pick<Prediction, 'event' | 'title' | 'metric' | 'basis'>;

/** An exact count. */
export function exactly(
  { event, title, metric, basis }: Head,
  measured: number,
  of: number,
  exact: number,
): Prediction {
  return { event, title, metric, basis, measured, of, expected: { exact }, agrees: measured === exact };
}

/** A share, with the exact binomial 99 % region of its count. */
export function about({ event, title, metric, basis }: Head, measured: number, of: number, share: number): Prediction {
  const { low, high } = binomialRegion(of, share);
  return {
    event,
    title,
    metric,
    basis,
    measured,
    of,
    expected: { share, low, high },
    agrees: measured >= low && measured <= high,
  };
}

/** Title of the one prediction that has no upper end. */
export const NO_AFFINITY = 'no affinity';

/** The same prediction of several parts of a trial, as that of the whole. */
export function addPredictions(parts: readonly [Prediction, ...Prediction[]]): Prediction {
  const [first, ...rest] = parts;
  if (rest.length === 0) return first;
  const total = (of: (part: Prediction) => number) => parts.reduce((sum, part) => sum + of(part), 0);
  const measured = total((part) => part.measured);
  const of = total((part) => part.of);
  if ('exact' in first.expected) {
    return exactly(
      first,
      measured,
      of,
      total(({ expected }) => ('exact' in expected ? expected.exact : 0)),
    );
  }
  // Of as many as each part has: where nobody was, nothing is expected of them.
  const expected = total((part) => ('share' in part.expected ? part.expected.share * part.of : 0));
  const whole = about(first, measured, of, of === 0 ? first.expected.share : expected / of);
  if (first.title !== NO_AFFINITY || 'exact' in whole.expected) return whole;
  return { ...whole, expected: { ...whole.expected, high: of }, agrees: measured >= whole.expected.low };
}
