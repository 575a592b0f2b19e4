/** What each step changes in a session. Pure: from the request's body and what was loaded to the keys to set. */
import type { PaymentMethodBody, PlanBody, SignInBody, Step, WatchBody } from '../protocol/index.js';
import { type Changes, itemKey, type Receipt } from './session-data.js';

/** An item, once or twice, is the same entry. */
export const itemAdded = (item: number, step: Step): Changes => ({ [itemKey(item)]: step });

export const signedIn = (body: SignInBody): Changes => ({ ...itemAdded(body.item, 'signIn'), account: body.account });

export const watched = ({ title, positionSeconds, sequence }: WatchBody): Changes => ({
  watch: { title, positionSeconds: unsignedZero(positionSeconds), sequence: unsignedZero(sequence) },
});

/** JSON can say -0 and means 0 by it; a session, which gives back exactly what it was given, refuses it. */
const unsignedZero = (number: number): number => (number === 0 ? 0 : number);

export const planChosen = (body: PlanBody): Changes => ({ ...itemAdded(body.item, 'plan'), plan: body.plan });

export const paymentMethodGiven = (body: PaymentMethodBody): Changes => ({
  ...itemAdded(body.item, 'paymentMethod'),
  card: body.card,
});

/**
 * A session is one checkout, so its birth names the payment: reviews in two tabs at once agree on the key, where two
 * random keys could be charged one after the other.
 */
export const reviewed = (item: number, birth: string): Changes => ({
  ...itemAdded(item, 'review'),
  idempotencyKey: `pay-${birth}`,
});

export const paid = (item: number, receipt: Receipt): Changes => ({ ...itemAdded(item, 'pay'), receipt });
