/**
 * A server that loses sessions, drops writes, hands out other people's sessions and executes twice, each as often as it was
 * told to: every one must be found, in its class, and nothing else.
 */
import type { Step } from '@session-lab/checkout/protocol';
import { accountOf, retryId } from '../plan/numbers.js';
import type { Plan } from '../plan/plan.js';
import type { LoadSpec } from '../scenario/scenario.js';
import { type Evidence, experiment, PLAIN_LOAD } from './experiment.js';
import { NOTHING_WRONG, type Orders } from './orders.js';
import { type PlannedStart, startsOf } from './planned.js';
import { alwaysTrue, nothingElse, onlyOpen, type Stage } from './stage.js';
import { exactly, type Truth, theSame } from './truth.js';

const LOAD: LoadSpec = { ...PLAIN_LOAD, ratePerSecond: 220, durationMs: 4400, thinkMs: 110, heartbeats: 1 };
/** Items that a session holds once the shopper has signed in: of the opening, and of the sign-in. */
const ITEMS_AT_SIGN_IN = 2;

type Fate = 'lost' | 'stale' | 'thinned' | 'owner' | 'stranger' | 'twice' | 'unconfirmed' | 'overcharged' | 'unharmed';

/** Shoppers take turns; a leak takes two, the second of whom has arrived by the time of the first one's receipt. */
const TURNS: readonly Fate[] = [
  ...(['lost', 'stale', 'thinned', 'owner', 'stranger', 'twice', 'unconfirmed', 'overcharged'] as const),
  ...(['unharmed', 'unharmed'] as const),
];

export function fateOf(shopper: number): Fate {
  return TURNS[shopper % TURNS.length] ?? 'unharmed';
}

export function anomaliesStage(): Stage {
  const subject = experiment('anomalies', LOAD, ordersFor);
  const { plan, orders } = subject;
  const shoppers = plan.shoppers.length;
  const [lost, leaked] = [orders.forget.length, orders.leak.length];
  const count = (fate: Fate): number => plan.shoppers.filter(({ shopper }) => fateOf(shopper) === fate).length;
  const [stale, unconfirmed] = [count('stale'), count('unconfirmed')];
  return {
    title: 'a server that loses, drops, mixes up and repeats',
    experiment: subject,
    truths: (evidence) => {
      const { findings, judgement } = evidence;
      const { sessions, writes, checkouts, requests } = findings;
      return [
        ...alwaysTrue(subject, evidence),
        ofShoppers('sessions lost (destroyed)', subject.plan, 'lost', evidence, 'destroyed'),
        ofShoppers('sessions gone back (stale)', subject.plan, 'stale', evidence, 'stale'),
        ofShoppers('sessions shown to strangers (leaked)', subject.plan, 'owner', evidence, 'leaked'),
        exactly('sessions lost, in all', lost, sessions.lost),
        exactly('sessions completed', shoppers - lost - stale - leaked - unconfirmed, sessions.completed),
        exactly('sessions intact', unconfirmed, sessions.intact),
        exactly('acknowledged writes lost', stale + count('thinned') + lost * ITEMS_AT_SIGN_IN, writes.lost),
        exactly('unanswered writes that left no trace', unconfirmed, writes.indeterminate),
        theSame('operations executed twice', orders.twice, judgement.executedTwice),
        exactly('payments without an answer, each repeated', 2 * unconfirmed, requests.indeterminate),
        exactly('people charged without a receipt', unconfirmed, checkouts.chargedUnconfirmed),
        exactly('people charged twice', orders.charge.length, checkouts.chargedTwice),
        exactly('people with a receipt', shoppers - lost - stale - unconfirmed, checkouts.completed),
        exactly('people who came away without', lost + stale + unconfirmed, checkouts.abandoned),
        nothingElse(evidence, { destroyed: lost, stale, leaked }),
        // Who is shown a stranger's session is told of a payment, too, that this session's owner never made.
        onlyOpen(evidence, ['destroyed elsewhere', 'no operation executed twice', 'payments']),
      ];
    },
  };
}

/** The very sessions of those shoppers, and no other. */
function ofShoppers(claim: string, plan: Plan, fate: Fate, { judgement }: Evidence, name: string): Truth {
  const wanted = plan.shoppers.map(({ shopper }) => shopper).filter((shopper) => fateOf(shopper) === fate);
  const found = judgement.births.filter((birth) => birth.class === name).map(({ shopper }) => shopper);
  return theSame(claim, wanted, found);
}

/**
 * | fate | what the server does | what must be found |
 * |---|---|---|
 * | lost | forgets the session after the sign-in: the next read finds none | destroyed |
 * | stale | does not make the write of the review: the payment is refused, the order is never completed | stale |
 * | thinned | does not make the choice of the plan | a lost write of a completed session |
 * | owner, stranger | the stranger's receipt shows the owner's session | the owner's session leaked |
 * | twice | executes the payment method a second time | that operation, twice |
 * | unconfirmed | charges, keeps no receipt, and answers neither the payment nor its repetition | charged without a receipt |
 * | overcharged | charges a second time, under another key | charged twice |
 */
export function ordersFor(plan: Plan): Orders {
  const starts = startsOf(plan);
  const of = (fate: Fate, step: Step): PlannedStart[] =>
    starts.filter((start) => start.step === step && fateOf(start.shopper) === fate);
  const owners = new Map(of('owner', 'open').map((start) => [start.shopper, start]));
  const unconfirmed = of('unconfirmed', 'pay').flatMap(({ id }) => [id, retryId(id)]);
  return {
    ...NOTHING_WRONG,
    forget: of('lost', 'signIn').map(({ id }) => id),
    drop: [...[...of('stale', 'review'), ...of('thinned', 'plan')].map(({ id }) => id), ...unconfirmed],
    leak: of('stranger', 'receipt').flatMap(({ id, shopper }) => {
      const owner = owners.get(shopper - 1);
      return owner === undefined ? [] : [{ operation: id, like: owner.id }];
    }),
    twice: of('twice', 'paymentMethod').map(({ id }) => id),
    deaths: unconfirmed.map((operation) => ({ how: 'close' as const, operations: [operation] })),
    charge: of('overcharged', 'pay').map(({ id, shopper }) => ({ operation: id, account: accountOf(shopper) })),
  };
}
