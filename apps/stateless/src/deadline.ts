/**
 * A deadline for whatever is asked of Redis. The client's own covers a command from the moment when it is sent; commands
 * wait for those before them, and some that are under way at a reconnect are reported never to settle.
 */

export class StoreUnreachable extends Error {
  override readonly name = 'StoreUnreachable';
}

/** Settles as the promise does, or rejects with StoreUnreachable when that takes too long. */
export type Deadline = <Result>(asked: Promise<Result>) => Promise<Result>;

export function deadline(ms: number): Deadline {
  return (asked) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new StoreUnreachable(`no answer from Redis in ${ms} ms`)), ms);
      asked.then(resolve, reject).finally(() => clearTimeout(timer));
    });
}
