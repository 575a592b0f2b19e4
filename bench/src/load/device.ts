/** A device of a shopper: its cookie jar, its connections and the id that it sends from its first request on. */
import { HEADERS, NO_BIRTH, SESSION_COOKIE, STEPS, type Step, sessionKeyOf } from '@session-lab/checkout/protocol';
import { type Answer, headerOf, headersOf } from './answer-reader.js';
import type { Connections } from './connections.js';
import { Jar } from './jar.js';
import type { TransportError } from './outcome.js';

/** What an answer says, read once. */
export interface Heard {
  readonly status: number;
  readonly body: string;
  readonly node: string | null;
  readonly speaks: boolean;
  readonly birth: string | null;
  readonly items: string;
  readonly provedNoEffect: boolean;
  readonly balancerMade: boolean;
  readonly setCookies: readonly string[];
}

/** What an answer's cookies did to the jar. */
export interface Kept {
  /** The key that the answer set, '' when it cleared the session cookie, null when that is what it was before. */
  readonly keyGiven: string | null;
  /** Bytes of a session cookie that is longer than browsers keep, and was dropped; null for none. */
  readonly droppedBytes: number | null;
}

export interface Device {
  readonly jar: Jar;
  /** Key of the store in the jar's session cookie; null for none. */
  readonly key: string | null;
  /** The session cookie's value, as it is sent; undefined for none. */
  readonly cookie: string | undefined;
  /** Sends a step with the cookies of `jar`; keeps nothing of the answer. Returns how to give it up. */
  send(
    step: Step,
    operation: number,
    body: object | null,
    jar: Jar,
    done: (heard: Heard | TransportError) => void,
  ): () => void;
  /** Keeps the cookies of an answer, as far as a browser does. */
  keep(step: Step, heard: Heard): Kept;
  /** Drops the session cookie, as a person does who starts over. */
  forget(): void;
  /** Closes the connections; a later request connects again. */
  close(): void;
}

export class HttpDevice implements Device {
  readonly jar: Jar;
  readonly #headers: string;
  readonly #connections: Connections;

  constructor(id: string, connections: Connections, clockMs: () => number) {
    this.#headers = `${HEADERS.device}: ${id}\r\n`;
    this.jar = new Jar(clockMs);
    this.#connections = connections;
  }

  get key(): string | null {
    return this.cookie === undefined ? null : sessionKeyOf(this.cookie);
  }

  get cookie(): string | undefined {
    return this.jar.get(SESSION_COOKIE);
  }

  send(
    step: Step,
    operation: number,
    body: object | null,
    jar: Jar,
    done: (heard: Heard | TransportError) => void,
  ): () => void {
    const { method, path } = STEPS[step];
    const cookie = jar.header(path);
    const text = body === null ? null : JSON.stringify(body);
    const headers =
      `${this.#headers}${HEADERS.operation}: ${operation}\r\n` +
      `${cookie === undefined ? '' : `cookie: ${cookie}\r\n`}${text === null ? '' : JSON_BODY}`;
    return this.#connections.send({ method, path, headers, body: text }, (answer) =>
      done(typeof answer === 'string' ? answer : hear(answer)),
    );
  }

  keep(step: Step, heard: Heard): Kept {
    let touched = false;
    let droppedBytes: number | null = null;
    for (const cookie of heard.setCookies) {
      const tooLong = this.jar.store(cookie, STEPS[step].path);
      if (!cookie.startsWith(`${SESSION_COOKIE}=`)) continue;
      if (tooLong === null) touched = true;
      else droppedBytes = tooLong;
    }
    return { keyGiven: touched ? (this.key ?? '') : null, droppedBytes };
  }

  forget(): void {
    this.jar.remove(SESSION_COOKIE);
  }

  close(): void {
    this.#connections.close();
  }
}

const JSON_BODY = 'content-type: application/json\r\n';

function hear(answer: Answer): Heard {
  const named = headerOf(answer, HEADERS.birth);
  const items = headerOf(answer, HEADERS.items);
  // A session without its items is half a sentence: taken for an empty list, it would accuse its store of having lost them.
  const speaks = named === NO_BIRTH || (named !== null && items !== null);
  return {
    status: answer.status,
    body: answer.body,
    node: headerOf(answer, HEADERS.node),
    speaks,
    birth: speaks && named !== NO_BIRTH ? named : null,
    items: (speaks ? items : null) ?? '',
    provedNoEffect: headerOf(answer, HEADERS.effect) === 'none',
    balancerMade: headerOf(answer, HEADERS.balancer) !== null,
    setCookies: headersOf(answer, 'set-cookie'),
  };
}
