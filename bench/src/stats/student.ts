/** Student's t distribution, by jstat; its tests compare it with the printed tables. Pure. */
import jstat from 'jstat';

const { studentt } = jstat.jStat;

/**
 * @param probability 0–1, exclusive
 * @param degrees of freedom, from 1
 * @returns the value below which the share `probability` lies
 */
export function studentQuantile(probability: number, degrees: number): number {
  return studentt.inv(probability, degrees);
}

/** Half width of a two-sided interval, in standard errors. @param confidence 0.95 or 0.99, say */
export function studentHalfWidth(confidence: number, degrees: number): number {
  return studentQuantile((1 + confidence) / 2, degrees);
}

/** P(T > t); of the small tail itself, so that nothing is lost by subtracting from 1. */
export function studentUpperTail(t: number, degrees: number): number {
  return studentt.cdf(-t, degrees);
}
