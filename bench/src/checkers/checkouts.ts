/** What the payments came to, from the gateway's ledger and the receipts that shoppers saw. */
import type { LedgerEntry } from '@session-lab/checkout/protocol';
import type { OperationRecord } from '../history/records.js';
import type { TrialInMemory } from '../history/trial.js';
import { groupBy } from './grouping.js';
import { type Equation, equation, listed, sumOf, type Terms, termOf } from './identity.js';
import type { CheckoutCounts } from './judgement.js';

interface Account {
  readonly shopper: number;
  readonly charges: readonly LedgerEntry[];
  /** Births whose receipt an answer acknowledged to the shopper. */
  readonly receipts: number;
  /** A pay request went unanswered, so that a charge without a receipt is explained. */
  readonly unanswered: boolean;
  readonly cutOff: boolean;
  readonly used: boolean;
}

/** Counts of shoppers; null without a ledger. */
export function checkoutCounts(trial: TrialInMemory): CheckoutCounts | null {
  const accounts = accountsOf(trial);
  if (accounts === null) return null;
  const count = (test: (account: Account) => boolean) => accounts.filter(test).length;
  return {
    completed: count(({ receipts }) => receipts > 0),
    abandoned: count(({ receipts, used, cutOff }) => used && receipts === 0 && !cutOff),
    chargedUnconfirmed: count(({ charges, receipts }) => charges.length > 0 && receipts === 0),
    chargedTwice: count(({ charges }) => charges.length > 1),
  };
}

/** Payments acknowledged to shoppers = the ledger; charges of unanswered pay requests are named. */
export function paymentIdentity(trial: TrialInMemory): Equation | null {
  const accounts = accountsOf(trial);
  if (accounts === null) return null;
  const acknowledged = accounts.reduce((sum, { receipts }) => sum + receipts, 0);
  const unacknowledged = accounts
    .filter(({ unanswered }) => unanswered)
    .map(({ shopper, charges, receipts }) => ({ shopper, charges: Math.max(0, charges.length - receipts) }))
    .filter(({ charges }) => charges > 0);
  const explained = unacknowledged.reduce((sum, { charges }) => sum + charges, 0);
  const off = accounts.filter(
    ({ charges, receipts, unanswered }) => receipts > charges.length || (receipts < charges.length && !unanswered),
  );
  const names = (shoppers: readonly { readonly shopper: number }[]) =>
    shoppers.map(({ shopper }) => `shopper-${shopper}`);
  return equation(
    'payments',
    ['receipts acknowledged + charges of unanswered pay requests', acknowledged + explained],
    ["charges in the gateway's ledger", trial.ledger?.length ?? 0],
    {
      terms: {
        [ACKNOWLEDGED]: sumOf(acknowledged),
        [UNANSWERED]: { count: explained, names: names(unacknowledged) },
        [UNEXPLAINED]: termOf(names(off)),
      },
      strays: [UNEXPLAINED],
      write,
    },
  );
}

const ACKNOWLEDGED = 'acknowledged';
const UNANSWERED = 'charged, unanswered';
const UNEXPLAINED = 'unexplained';

function write({ [ACKNOWLEDGED]: acknowledged, [UNANSWERED]: unanswered, [UNEXPLAINED]: off }: Terms): string {
  return [
    `${ACKNOWLEDGED} = ${acknowledged?.count ?? 0}`,
    `${UNANSWERED} = ${unanswered?.count ?? 0}: ${listed(unanswered)}`,
    `${UNEXPLAINED}: ${listed(off)}`,
  ].join(', ');
}

function accountsOf(trial: TrialInMemory): Account[] | null {
  if (trial.ledger === null) return null;
  const payers = new Map(trial.operations.map((op) => [op.id, op.shopper]));
  // By the request that caused it: a person whose sign-in failed pays as a guest.
  const charges = groupBy(trial.ledger, (entry) => payers.get(entry.op) ?? shopperOf(entry.account));
  const operations = groupBy(
    trial.operations.filter((op) => op.origin !== 'final'),
    (op) => op.shopper,
  );
  const cutOff = new Set(trial.skips.filter((skip) => skip.reason === 'cut-off').map((skip) => skip.shopper));
  const shoppers = new Set([...charges.keys(), ...operations.keys()]);
  return [...shoppers].map((shopper) => {
    const own = operations.get(shopper) ?? [];
    return {
      shopper,
      charges: charges.get(shopper) ?? [],
      receipts: new Set(own.filter((op) => op.receipt).map((op) => op.birth)).size,
      unanswered: own.some(isUnansweredPay),
      cutOff: cutOff.has(shopper),
      used: own.length > 0,
    };
  });
}

function isUnansweredPay(op: OperationRecord): boolean {
  return op.step === 'pay' && op.outcome === 'indeterminate';
}

/** Of a charge whose request the history does not have; -1 for nobody that it knows. */
export function shopperOf(account: string): number {
  return Number(/^shopper-(\d+)$/.exec(account)?.[1] ?? -1);
}
