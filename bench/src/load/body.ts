/** The JSON body of each step, and what the driver reads in an answer's body. Pure. */
import type { HandOffAnswer, ReceiptAnswer, Step } from '@session-lab/checkout/protocol';
import { accountOf } from '../plan/numbers.js';

/** What a shopper knows when it sends a step. */
export interface Knowledge {
  readonly shopper: number;
  /** Tab, from 0. */
  readonly lane: number;
  readonly item: number | null;
  /** Hand-off code that the phone was told. */
  readonly code: string;
  /** Sequence of the heartbeat. */
  readonly sequence: number;
}

const HEARTBEAT_SECONDS = 10;

export function bodyOf(step: Step, { shopper, lane, item, code, sequence }: Knowledge): object | null {
  switch (step) {
    case 'signIn':
      return { item, account: accountOf(shopper) };
    case 'watch':
      return { title: `title-${shopper % 50}`, positionSeconds: sequence * HEARTBEAT_SECONDS, sequence };
    case 'plan':
      return { item, plan: (['basic', 'standard', 'premium'] as const)[(shopper + lane) % 3] };
    case 'paymentMethod':
      return { item, card: String(shopper % 10_000).padStart(4, '0') };
    case 'open':
    case 'review':
    case 'pay':
      return { item };
    case 'claim':
      return { code };
    case 'handOff':
    case 'signOut':
    case 'browse':
    case 'receipt':
    case 'view':
      return null;
  }
}

/** Code in the answer of a hand-off; null when there is none. */
export function codeIn(body: string): string | null {
  const code = (parse(body) as Partial<HandOffAnswer> | null)?.code;
  return typeof code === 'string' ? code : null;
}

/** Does the answer of `pay` or `receipt` carry a receipt? */
export function receiptIn(body: string): boolean {
  const answer = parse(body) as Partial<ReceiptAnswer> | null;
  return answer?.receipt !== undefined && answer.receipt !== null;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
