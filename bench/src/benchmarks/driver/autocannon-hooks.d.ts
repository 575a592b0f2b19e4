/** The parts of autocannon 9 that this benchmark uses beyond those that `../closed-loop` declares. */
import 'autocannon';

declare module 'autocannon' {
  export interface Request {
    /** Called before each sending. */
    readonly setupRequest?: (request: Request) => Request;
    /** Called with each whole answer; a header that came more than once is an array. */
    readonly onResponse?: (
      status: number,
      body: string,
      context: object,
      headers: Readonly<Record<string, string | string[]>>,
    ) => void;
  }
  export interface Options {
    /** Requests in all, shared out among the connections; `duration` counts for nothing then. */
    readonly amount?: number;
  }
}
