/** What the payments came to, from the gateway's ledger and the receipts that shoppers saw. */
import type { OperationRecord } from '../history/records.js';
import { groupBy } from './grouping.js';
import { type Equation, equation, listed, sumOf, type Terms, termOf } from './identity.js';
import type { CheckoutCounts } from './judgement.js';
import type { TrialIndex } from './trial-index.js';

/** What came of the payments of one shopper. */
export interface Account {
  readonly shopper: number;
  readonly charges: number;
  /** Births whose receipt an answer acknowledged to the shopper. */
  readonly receipts: number;
  /** A pay request went unanswered, so that a charge without a receipt is explained. */
  readonly unanswered: boolean;
  readonly cutOff: boolean;
  readonly used: boolean;
}

/** Counts of shoppers. */
export function checkoutCounts(accounts: readonly Account[]): CheckoutCounts {
  const count = (test: (account: Account) => boolean) => accounts.filter(test).length;
  return {
    completed: count(({ receipts }) => receipts > 0),
    abandoned: count(({ receipts, used, cutOff }) => used && receipts === 0 && !cutOff),
    chargedUnconfirmed: count(({ charges, receipts }) => charges > 0 && receipts === 0),
    chargedTwice: count(({ charges }) => charges > 1),
  };
}

/** Payments acknowledged to shoppers = the ledger; charges of unanswered pay requests are named. */
export function paymentIdentity(accounts: readonly Account[]): Equation {
  const total = (of: (account: Account) => number) => accounts.reduce((sum, account) => sum + of(account), 0);
  const acknowledged = total(({ receipts }) => receipts);
  const unacknowledged = accounts
    .filter(({ unanswered }) => unanswered)
    .map(({ shopper, charges, receipts }) => ({ shopper, charges: Math.max(0, charges - receipts) }))
    .filter(({ charges }) => charges > 0);
  const explained = unacknowledged.reduce((sum, { charges }) => sum + charges, 0);
  const off = accounts.filter(
    ({ charges, receipts, unanswered }) => receipts > charges || (receipts < charges && !unanswered),
  );
  const names = (shoppers: readonly { readonly shopper: number }[]) =>
    shoppers.map(({ shopper }) => `shopper-${shopper}`);
  return equation(
    'payments',
    ['receipts acknowledged + charges of unanswered pay requests', acknowledged + explained],
    ["charges in the gateway's ledger", total(({ charges }) => charges)],
    {
      terms: {
        [ACKNOWLEDGED]: sumOf(acknowledged),
        [UNANSWERED]: { count: explained, names: names(unacknowledged) },
        [UNEXPLAINED]: termOf(names(off)),
      },
      strays: [UNEXPLAINED],
      words: 'payments',
    },
  );
}

const ACKNOWLEDGED = 'acknowledged';
const UNANSWERED = 'charged, unanswered';
const UNEXPLAINED = 'unexplained';

export function writePayments({
  [ACKNOWLEDGED]: acknowledged,
  [UNANSWERED]: unanswered,
  [UNEXPLAINED]: off,
}: Terms): string {
  return [
    `${ACKNOWLEDGED} = ${acknowledged?.count ?? 0}`,
    `${UNANSWERED} = ${unanswered?.count ?? 0}: ${listed(unanswered)}`,
    `${UNEXPLAINED}: ${listed(off)}`,
  ].join(', ');
}

/** By shopper; null without a ledger. */
export function accountsOf({ trial, operations }: TrialIndex): Account[] | null {
  if (trial.ledger === null) return null;
  // By the request that caused it: a person whose sign-in failed pays as a guest.
  const charges = new Map<number, number>();
  for (const { op, account } of trial.ledger) {
    const payer = operations.get(op)?.shopper ?? shopperOf(account);
    charges.set(payer, (charges.get(payer) ?? 0) + 1);
  }
  const own = groupBy(
    trial.operations.filter((op) => op.origin !== 'final'),
    (op) => op.shopper,
  );
  const cutOff = new Set(trial.skips.filter((skip) => skip.reason === 'cut-off').map((skip) => skip.shopper));
  return [...new Set([...charges.keys(), ...own.keys()])].map((shopper) => {
    const operations = own.get(shopper) ?? [];
    return {
      shopper,
      charges: charges.get(shopper) ?? 0,
      receipts: receiptsIn(operations),
      unanswered: operations.some(isUnansweredPay),
      cutOff: cutOff.has(shopper),
      used: operations.length > 0,
    };
  });
}

function receiptsIn(operations: readonly OperationRecord[]): number {
  const acknowledged = operations.filter((op) => op.receipt);
  return acknowledged.length < 2 ? acknowledged.length : new Set(acknowledged.map((op) => op.birth)).size;
}

function isUnansweredPay(op: OperationRecord): boolean {
  return op.step === 'pay' && op.outcome === 'indeterminate';
}

/** Of a charge whose request the history does not have; -1 for nobody that it knows. */
export function shopperOf(account: string): number {
  return Number(/^shopper-(\d+)$/.exec(account)?.[1] ?? -1);
}
