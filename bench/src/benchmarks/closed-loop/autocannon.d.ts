/** The parts of autocannon 9 that a closed loop uses; it brings no types of its own. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  export interface Request {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  }
  export interface ResponseHead {
    readonly statusCode: number;
    /** Name, value, name, value … as they came. */
    readonly headers: readonly string[];
  }
  /** One connection. */
  export interface Client extends EventEmitter {
    setRequests(requests: readonly Request[]): void;
    readonly reqsMade: number;
    /** The connection ends by itself, after the answer, when it has sent so many. */
    responseMax: number;
    on(event: 'headers', listener: (head: ResponseHead) => void): this;
    on(event: 'response', listener: (statusCode: number, bytes: number, durationMs: number) => void): this;
  }
  export interface Options {
    readonly url: string;
    readonly connections: number;
    readonly pipelining: number;
    /** Seconds. */
    readonly duration: number;
    /** Seconds without an answer until a connection counts as timed out. */
    readonly timeout: number;
    /** Milliseconds between two looks at whether it is over. */
    readonly sampleInt: number;
    readonly setupClient: (client: Client) => void;
  }
  export interface Result {
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
    readonly requests: { readonly sent: number };
  }
  export interface Tracker extends EventEmitter {
    stop(): void;
  }
  export default function autocannon(options: Options, done: (error: Error | null, result: Result) => void): Tracker;
}
