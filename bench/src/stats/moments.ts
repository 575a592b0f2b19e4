/** Mean, median and spread of a few values. Pure. */

/** @throws RangeError without a value */
export function meanOf(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('nothing has no mean');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a sample, with n − 1. @throws RangeError below two values */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) throw new RangeError('one value has no spread');
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** Middle value, of an even number the mean of the two in the middle. @throws RangeError without a value */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const above = sorted[Math.floor(sorted.length / 2)];
  const below = sorted[Math.floor((sorted.length - 1) / 2)];
  if (above === undefined || below === undefined) throw new RangeError('nothing has no median');
  return (above + below) / 2;
}
