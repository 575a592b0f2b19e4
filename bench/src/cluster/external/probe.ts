/**
 * Does somebody at a target speak the checkout protocol? One short visit tells, before any load: open, sign in, look, sign
 * out. Over the load driver's own connections, so that what passes here can be read there.
 */
import { HEADERS, NO_BIRTH, parseRanges, SESSION_COOKIE, STEPS, type Step } from '@session-lab/checkout/protocol';
import { LabError } from '../../errors.js';
import { type Answer, headerOf, headersOf } from '../../load/answer-reader.js';
import { ConnectionPool, type Connections } from '../../load/connections.js';
import { Dialer } from '../../load/dialer.js';
import { Jar } from '../../load/jar.js';
import type { TransportError } from '../../load/outcome.js';
import { addressOf } from '../../load/target.js';
import type { ExternalDesign } from '../../scenario/scenario.js';

export const PATIENCE_MS = 5000;
/** Far above the ids of any plan. */
const FIRST_OPERATION = 2e12;
const ITEMS = { open: 1_000_000_001, signIn: 1_000_000_002 } as const;
/** By the worst of what was found, which comes first. */
const HINTS = {
  LAB_TARGET_UNREACHABLE: 'start it, or correct the address; the lab starts nothing there',
  LAB_TARGET_UNFIT: 'what a target must speak: apps/checkout/PROTOCOL.md',
} as const;
type Code = keyof typeof HINTS;

class Objection extends Error {
  readonly code: Code;

  constructor(code: Code, asked: string, found: string, expected: string) {
    super(`asked ${asked}, found ${found}, expected ${expected}`);
    this.code = code;
  }
}

/**
 * Visits all of them, and says of each what is wrong.
 *
 * @param signal ends the visits at once
 * @param patienceMs how long a connection, and an answer, may take
 * @throws LabError LAB_TARGET_UNREACHABLE where nobody answers, LAB_TARGET_UNFIT where somebody speaks something else,
 *   LAB_INTERRUPTED
 */
export async function probe(
  targets: readonly ExternalDesign[],
  signal: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const results = await Promise.allSettled(targets.map(({ target }) => visit(target, signal, patienceMs)));
  if (signal.aborted) throw new LabError('LAB_INTERRUPTED', 'interrupted');
  const objections = results.flatMap((result, i) => {
    if (result.status === 'fulfilled') return [];
    const reason: unknown = result.reason;
    if (!(reason instanceof Objection)) throw reason;
    const { name = '', target = '' } = targets[i] ?? {};
    return [{ code: reason.code, words: `${name} (${target}): ${reason.message}` }];
  });
  const [first] = objections;
  if (first === undefined) return;
  const code = objections.find(({ code }) => code === 'LAB_TARGET_UNREACHABLE')?.code ?? first.code;
  throw new LabError(code, objections.map(({ words }) => words).join('\n'), HINTS[code]);
}

async function visit(target: string, signal: AbortSignal, patienceMs: number): Promise<void> {
  const route = { ...addressOf(target), connectTimeoutMs: patienceMs, dialer: new Dialer() };
  const connections = new ConnectionPool(route, 1).ofDevice();
  const visitor = new Visitor(connections, patienceMs);
  const leave = (): void => connections.close();
  signal.addEventListener('abort', leave);
  try {
    signal.throwIfAborted();
    const opened = await visitor.step('open', { item: ITEMS.open });
    const birth = namesSession(opened, [ITEMS.open]);
    visitor.hasCookie(opened);
    const signedIn = await visitor.step('signIn', { item: ITEMS.signIn, account: 'lab-probe' });
    sameBirth(signedIn, birth, namesSession(signedIn, [ITEMS.open, ITEMS.signIn]));
    const seen = await visitor.step('view', null);
    sameBirth(seen, birth, namesSession(seen, [ITEMS.open, ITEMS.signIn]));
    await visitor.step('signOut', null);
  } finally {
    signal.removeEventListener('abort', leave);
    connections.close();
  }
}

/** An answer to a step of the probe. */
interface Answered {
  readonly asked: string;
  readonly answer: Answer;
}

class Visitor {
  readonly #connections: Connections;
  readonly #patienceMs: number;
  /** No cookie of so short a visit expires, unless it is cleared. */
  readonly #jar = new Jar(() => 0);
  #operation = FIRST_OPERATION;

  constructor(connections: Connections, patienceMs: number) {
    this.#connections = connections;
    this.#patienceMs = patienceMs;
  }

  /** @throws Objection unless it is answered 200 with JSON that says which session was found */
  async step(step: Step, body: object | null): Promise<Answered> {
    const { method, path } = STEPS[step];
    const asked = `${method} ${path}`;
    const cookie = this.#jar.header(path);
    this.#operation += 1;
    const headers = [
      `${HEADERS.device}: lab-probe`,
      `${HEADERS.operation}: ${this.#operation}`,
      ...(cookie === undefined ? [] : [`cookie: ${cookie}`]),
      ...(body === null ? [] : ['content-type: application/json']),
    ];
    const text = body === null ? null : JSON.stringify(body);
    const request = { method, path, headers: headers.map((line) => `${line}\r\n`).join(''), body: text };
    const answer = await new Promise<Answer | TransportError>((resolve) => {
      const timer = setTimeout(() => giveUp(), this.#patienceMs);
      const giveUp = this.#connections.send(request, (result) => {
        clearTimeout(timer);
        resolve(result);
      });
    });
    if (typeof answer === 'string') throw silence(answer, asked, this.#patienceMs);
    for (const set of headersOf(answer, 'set-cookie')) this.#jar.store(set, path);
    const answered = { asked, answer };
    isPlain(answered);
    return answered;
  }

  /** @throws Objection */
  hasCookie({ asked }: Answered): void {
    const sent = this.#jar.header(STEPS.signIn.path) ?? '';
    if (sent.split('; ').some((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`))) return;
    throw unfit(asked, 'no such cookie', `a session cookie "${SESSION_COOKIE}" for all of /api`);
  }
}

const SILENCE: Readonly<Record<Exclude<TransportError, 'unconnected' | 'timeout'>, string>> = {
  refused: 'the connection refused',
  closed: 'the connection closed without an answer',
  reset: 'the connection reset',
  protocol: 'an answer that is not plainly framed HTTP/1.1',
};

function silence(error: TransportError, asked: string, patienceMs: number): Objection {
  const within = `within ${patienceMs / 1000} s`;
  if (error === 'unconnected') return unreachable(asked, `no connection ${within}, or no such host`);
  if (error === 'timeout') return unreachable(asked, `no answer ${within}`);
  return error === 'refused' ? unreachable(asked, SILENCE[error]) : unfit(asked, SILENCE[error], 'an answer over HTTP');
}

function isPlain({ asked, answer }: Answered): void {
  const { status } = answer;
  if (status >= 300 && status < 400) {
    const to = headerOf(answer, 'location');
    throw unfit(
      asked,
      `${status}, a redirect${to === null ? '' : ` to ${to}`}`,
      '200 from the very address: none is followed',
    );
  }
  if (status !== 200) throw unfit(asked, `status ${status}${excerpt(answer)}`, '200');
  const type = headerOf(answer, 'content-type');
  if (!/^application\/json\b/i.test(type ?? '')) throw unfit(asked, type ?? 'no content type', 'application/json');
  if (headerOf(answer, HEADERS.birth) === null) {
    throw unfit(asked, `no header ${HEADERS.birth}`, 'one that names the session, or none');
  }
}

/** @returns the birth @throws Objection */
function namesSession({ asked, answer }: Answered, items: readonly number[]): string {
  const birth = headerOf(answer, HEADERS.birth) ?? NO_BIRTH;
  if (birth === NO_BIRTH) throw unfit(asked, `${HEADERS.birth}: ${birth}`, 'the session of this visit');
  const listed = headerOf(answer, HEADERS.items);
  const has = listed === null ? null : rangesIn(listed);
  if (has === null || !items.every((item) => has.includes(item))) {
    const found = listed === null ? `no header ${HEADERS.items}` : `${HEADERS.items}: ${listed || '(empty)'}`;
    throw unfit(asked, found, `the items of this visit, ${items.join('-')}`);
  }
  return birth;
}

function sameBirth({ asked }: Answered, birth: string, found: string): void {
  if (found === birth) return;
  throw unfit(asked, `${HEADERS.birth}: ${found}`, `${birth}, which a session keeps until it ends`);
}

function rangesIn(text: string): number[] | null {
  try {
    return parseRanges(text);
  } catch {
    return null;
  }
}

/** What it says of itself, where that is short and plain. */
function excerpt({ body }: Answer): string {
  const text = body.replaceAll(/\s+/g, ' ').trim().slice(0, 80);
  return /^[\x20-\x7e]+$/.test(text) ? ` (${text})` : '';
}

const unfit = (asked: string, found: string, expected: string): Objection =>
  new Objection('LAB_TARGET_UNFIT', asked, found, expected);
const unreachable = (asked: string, found: string): Objection =>
  new Objection('LAB_TARGET_UNREACHABLE', asked, found, 'an answer');
