/** The monotonic clock that all records of a trial share. */
import process from 'node:process';

/** Microseconds; `process.hrtime.bigint() / 1000n` without the cost of big numbers, to the digit. */
export function monotonicUs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e6 + Math.floor(nanoseconds / 1000);
}
