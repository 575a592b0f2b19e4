/**
 * A deadline for whatever is asked of Redis, from the moment when it is asked. The client's own would start when a
 * command is sent, after it waited for those before it, and some that are under way at a reconnect never settle.
 */

/** Redis was asked and did not answer in time: whatever it was may have happened, or happen yet. */
export class DeadlineMissed extends Error {
  override readonly name = 'DeadlineMissed';
}

/** Settles as the promise does, or rejects with DeadlineMissed when that takes too long. */
export type Deadline = <Result>(asked: Promise<Result>) => Promise<Result>;

export function deadline(ms: number): Deadline {
  return (asked) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new DeadlineMissed(`no answer from Redis in ${ms} ms`)), ms);
      asked.then(
        (result) => {
          clearTimeout(timer);
          resolve(result);
        },
        (error: unknown) => {
          clearTimeout(timer);
          reject(error);
        },
      );
    });
}
