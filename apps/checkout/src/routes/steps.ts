/** What each step of a journey does, for the JSON API and the pages alike. */
import { amountCentsOf } from '../domain/catalogue.js';
import * as changes from '../domain/changes.js';
import { normaliseCode } from '../domain/hand-off-code.js';
import type { Receipt } from '../domain/session-data.js';
import type { Payments } from '../payments/client.js';
import type { PaymentMethodBody, PlanBody, SignInBody, WatchBody } from '../protocol/index.js';
import { SaveFailed, SessionGone } from '../session/errors.js';
import type { Visit } from './visit.js';

/** Nobody signed in: a person who went straight to the payment. */
const GUEST = 'guest';

/** The charge is made, but its receipt could not be written: an answer that promises no effect would be a lie. */
export class ReceiptLost extends Error {
  override readonly name = 'ReceiptLost';
}

/** Somebody else is signed in. */
export class OtherAccount extends Error {
  override readonly name = 'OtherAccount';
  readonly statusCode = 409;

  constructor() {
    super('somebody else is signed in here: sign out first');
  }
}

export const open = (visit: Visit, item: number): Promise<void> => visit.write(() => changes.itemAdded(item, 'open'));

/** @throws OtherAccount on a shared device: one person's order is not the next one's */
export async function signIn(visit: Visit, body: SignInBody): Promise<void> {
  const account = visit.session?.account;
  if (account !== undefined && account !== body.account) throw new OtherAccount();
  await visit.move(changes.signedIn(body));
}

export const watch = (visit: Visit, body: WatchBody): Promise<void> => visit.update(changes.watched(body));

export const choosePlan = (visit: Visit, body: PlanBody): Promise<void> => visit.write(() => changes.planChosen(body));

export const givePaymentMethod = (visit: Visit, body: PaymentMethodBody): Promise<void> =>
  visit.write(() => changes.paymentMethodGiven(body));

export const review = (visit: Visit, item: number): Promise<void> =>
  visit.write((birth) => changes.reviewed(item, birth));

/**
 * Charges once however often it is asked: the idempotency key was saved before, at the review.
 *
 * @returns null, and nothing was done, when the session holds no idempotency key
 * @throws ChargeUnconfirmed, with the session untouched
 */
export async function pay(visit: Visit, item: number, payments: Payments): Promise<Receipt | null> {
  const session = visit.session;
  if (session?.idempotencyKey === undefined) {
    visit.speak();
    return null;
  }
  if (session.receipt !== undefined) {
    await visit.update(changes.paid(item, session.receipt));
    return session.receipt;
  }
  const receipt = await charge(visit, session.idempotencyKey, payments);
  await visit.update(changes.paid(item, receipt)).catch(receiptLost);
  return receipt;
}

async function charge(visit: Visit, idempotencyKey: string, payments: Payments): Promise<Receipt> {
  const { account = GUEST, plan } = visit.session ?? {};
  const { amountCents } = await payments.charge({
    idempotencyKey,
    account,
    amountCents: amountCentsOf(plan),
    op: visit.operation,
  });
  return { idempotencyKey, amountCents };
}

function receiptLost(cause: unknown): never {
  if (cause instanceof SessionGone) throw new ReceiptLost('charged, but the session is gone', { cause });
  if (cause instanceof SaveFailed) throw new ReceiptLost('charged, but the receipt may not be saved', { cause });
  throw cause;
}

export const claim = (visit: Visit, typed: string): Promise<boolean> => visit.claim(normaliseCode(typed));
