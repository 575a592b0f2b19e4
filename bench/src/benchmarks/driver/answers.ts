/**
 * What the fixed server answers: what the checkout answers to the same step, header for header, with a session that is in
 * the key: its first half is the birth. So there is nothing to keep, and a driver has everything to check. Pure.
 */
import { HEADERS, SESSION_COOKIE, STEPS, type Step } from '@session-lab/checkout/protocol';

const BIRTH_LENGTH = 16;
const SIGNATURE = 'OV8lXG/s2BJNW1SsWC6/lO6aMZndmA2hKLx/2ZnEm4s';
export const NODE = 'node-1.1';

/** Items that a session has after the step, as ranges. */
const ITEMS: Partial<Record<Step, string>> = {
  open: '1',
  signIn: '1-2',
  browse: '1-2',
  watch: '1-2',
  plan: '1-2,6',
  paymentMethod: '1-2,6-7',
  review: '1-2,6-8',
  pay: '1-2,6-9',
  receipt: '1-2,6-9',
};
export const itemsAfter = (step: Step): string => ITEMS[step] ?? '';

const RECEIPT = JSON.stringify({ receipt: { idempotencyKey: '6f1ed002ab5595859014ebf0951522d9', amountCents: 1299 } });
const TITLES = JSON.stringify({
  titles: Array.from({ length: 6 }, (_, index) => ({
    id: `the-long-drain-${index}`,
    name: 'The Long Drain',
    minutes: 112,
  })),
});
const BODIES: Partial<Record<Step, string>> = { browse: TITLES, pay: RECEIPT, receipt: RECEIPT };

/** The session cookie of a person whose key was given at the first and renewed at the second step. */
export function cookieOf(birth: string, step: 'open' | 'signIn'): string {
  return `${birth}${(step === 'open' ? 'o' : 's').repeat(BIRTH_LENGTH)}.${SIGNATURE}`;
}

/** Birth in the key that a request brought; null for none. */
export function birthIn(request: string): string | null {
  const at = request.indexOf(`${SESSION_COOKIE}=`);
  return at < 0 ? null : request.slice(at + SESSION_COOKIE.length + 1, at + SESSION_COOKIE.length + 1 + BIRTH_LENGTH);
}

export const birthOf = (number: number): string => `b${String(number).padStart(BIRTH_LENGTH - 1, '0')}`;

/** By the first line of the request. */
const STEP_OF: ReadonlyMap<string, Step> = new Map(
  (Object.keys(STEPS) as Step[]).map((step) => [`${STEPS[step].method} ${STEPS[step].path}`, step]),
);

/** @returns null for a request that is none of a journey */
export function stepIn(request: string): Step | null {
  return STEP_OF.get(request.slice(0, request.indexOf(' HTTP/1.1'))) ?? null;
}

export function answerTo(step: Step, birth: string): string {
  const body = BODIES[step] ?? '{"done":true}';
  const cookie = step === 'open' || step === 'signIn' ? setCookie(birth, step) : '';
  return (
    `HTTP/1.1 200 OK\r\n${HEADERS.node}: ${NODE}\r\ncache-control: no-store\r\n${HEADERS.birth}: ${birth}\r\n` +
    `${HEADERS.items}: ${itemsAfter(step)}\r\ncontent-type: application/json; charset=utf-8\r\n${cookie}` +
    `content-length: ${body.length}\r\nDate: Wed, 25 Nov 2026 10:40:38 GMT\r\nConnection: keep-alive\r\n` +
    `Keep-Alive: timeout=72\r\n\r\n${body}`
  );
}

const setCookie = (birth: string, step: 'open' | 'signIn'): string =>
  `set-cookie: ${SESSION_COOKIE}=${cookieOf(birth, step)}; Path=/; HttpOnly; SameSite=Lax\r\n`;
