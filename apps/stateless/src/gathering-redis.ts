/**
 * A client whose commands of one turn of the event loop leave in one write, and are answered in one read: auto-pipelining
 * at the socket.
 *
 * The client's own way to the same end (`enableAutoPipelining`) makes a pipeline object for each batch, and promises for
 * each command in it: measured in a node under load, 9 µs a request more, of 45 to 54 in all.
 */
import { Redis } from 'ioredis';

type Sent = Parameters<Redis['sendCommand']>;

export class GatheringRedis extends Redis {
  #isGathering = false;

  override sendCommand(command: Sent[0], stream?: Sent[1]): unknown {
    this.#gather();
    return super.sendCommand(command, stream);
  }

  #gather(): void {
    // None yet: what is asked before a connection is made waits, or fails.
    const stream = this.stream as Redis['stream'] | undefined;
    if (this.#isGathering || stream === undefined) return;
    this.#isGathering = true;
    stream.cork();
    // After the requests that have arrived by now were read, and have asked.
    setImmediate(() => {
      this.#isGathering = false;
      stream.uncork();
    });
  }
}
