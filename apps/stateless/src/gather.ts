/**
 * Auto-pipelining at the socket: what the requests of one turn of the event loop ask of Redis leaves in one write, and is
 * answered in one read.
 *
 * The client's own way to the same end (`enableAutoPipelining`) makes a pipeline object for each batch, and promises for
 * each command in it: measured in a node under load, 9 µs a request more, of 45 to 54 in all.
 */
import type { Redis } from 'ioredis';

/** @returns to be called right before a command is given to the client */
export function gatherWrites(redis: Redis): () => void {
  let isGathering = false;
  return () => {
    if (isGathering) return;
    const { stream } = redis;
    isGathering = true;
    stream.cork();
    // After the requests that have arrived by now were read, and have asked.
    setImmediate(() => {
      isGathering = false;
      stream.uncork();
    });
  };
}
