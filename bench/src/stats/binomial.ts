/** Exact binomial regions and bounds, without approximation by a normal distribution. Pure. */

/** P(X ≤ k) for X ~ Binomial(n, p); summed in logarithms, so that n of a few hundred thousand does not underflow. */
export function binomialCdf(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  const logOdds = Math.log(p) - Math.log1p(-p);
  let logTerm = n * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let i = 0; i < k; i += 1) {
    logTerm += Math.log((n - i) / (i + 1)) + logOdds;
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** Counts that a binomial variable leaves on either side with at most half of 1 − confidence. */
export interface CountRegion {
  readonly low: number;
  readonly high: number;
}

/**
 * Exact central region of counts: P(X < low) ≤ α/2 and P(X > high) ≤ α/2, as narrow as that allows.
 *
 * @param n trials
 * @param share probability of each, 0–1
 * @param confidence 1 − α, 0.99 by default
 */
export function binomialRegion(n: number, share: number, confidence = 0.99): CountRegion {
  const tail = (1 - confidence) / 2;
  let low = 0;
  while (low < n && binomialCdf(low, n, share) <= tail) low += 1;
  let high = low;
  while (high < n && 1 - binomialCdf(high, n, share) > tail) high += 1;
  return { low, high };
}

/**
 * Exact one-sided 95 % upper bound of a share (Clopper–Pearson): the largest share that would give `successes` or
 * fewer with a probability of 5 %. Without successes it is 1 − 0.05^(1/n), about 3/n: the "rule of three".
 *
 * @returns 0–1; null for n = 0
 */
export function upperBound95(successes: number, n: number): number | null {
  if (n === 0) return null;
  if (successes >= n) return 1;
  let low = successes / n;
  let high = 1;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (binomialCdf(successes, n, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}
