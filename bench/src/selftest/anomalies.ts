/**
 * A server that loses sessions, drops writes, hands out other people's sessions and executes twice, each as often as it was
 * told to: every one must be found, in its class, and nothing else.
 */
import type { Step } from '@session-lab/checkout/protocol';
import type { Plan } from '../plan/plan.js';
import type { LoadSpec } from '../scenario/scenario.js';
import { type Evidence, experiment, PLAIN_LOAD } from './experiment.js';
import { NOTHING_WRONG, type Orders } from './orders.js';
import { type PlannedStart, startsOf } from './planned.js';
import { alwaysTrue, nothingElse, onlyOpen, type Stage } from './stage.js';
import { exactly, type Truth, theSame } from './truth.js';

const LOAD: LoadSpec = { ...PLAIN_LOAD, ratePerSecond: 180, durationMs: 4400, thinkMs: 110, heartbeats: 1 };
/** Of the shoppers, every so manieth meets each of these. */
const EVERY = 8;
/** Items that a session holds once the shopper has signed in: of the opening, and of the sign-in. */
const ITEMS_AT_SIGN_IN = 2;

type Fate = 'lost' | 'stale' | 'thinned' | 'owner' | 'stranger' | 'twice' | 'unharmed';

/** Shoppers take turns; a leak takes two, the second of whom has arrived by the time of the first one's receipt. */
const TURNS: readonly Fate[] = ['lost', 'stale', 'thinned', 'owner', 'stranger', 'twice', 'unharmed', 'unharmed'];

export function fateOf(shopper: number): Fate {
  return TURNS[shopper % EVERY] ?? 'unharmed';
}

export function anomaliesStage(): Stage {
  const subject = experiment('anomalies', LOAD, ordersFor);
  const { plan, orders } = subject;
  const shoppers = plan.shoppers.length;
  const [lost, leaked] = [orders.forget.length, orders.leak.length];
  const stale = plan.shoppers.filter(({ shopper }) => fateOf(shopper) === 'stale').length;
  return {
    title: 'a server that loses, drops, mixes up and repeats',
    experiment: subject,
    truths: (evidence) => {
      const { findings, judgement } = evidence;
      const { sessions, writes } = findings;
      return [
        ...alwaysTrue(subject, evidence),
        ofShoppers('sessions lost (destroyed)', subject.plan, 'lost', evidence, 'destroyed'),
        ofShoppers('sessions gone back (stale)', subject.plan, 'stale', evidence, 'stale'),
        ofShoppers('sessions shown to strangers (leaked)', subject.plan, 'owner', evidence, 'leaked'),
        exactly('sessions completed', shoppers - lost - stale - leaked, sessions.completed),
        exactly('acknowledged writes lost', orders.drop.length + lost * ITEMS_AT_SIGN_IN, writes.lost),
        theSame('operations executed twice', orders.twice, judgement.executedTwice),
        exactly('people charged twice', 0, findings.checkouts.chargedTwice),
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
 */
export function ordersFor(plan: Plan): Orders {
  const starts = startsOf(plan);
  const of = (fate: Fate, step: Step): PlannedStart[] =>
    starts.filter((start) => start.step === step && fateOf(start.shopper) === fate);
  const owners = new Map(of('owner', 'open').map((start) => [start.shopper, start]));
  return {
    ...NOTHING_WRONG,
    forget: of('lost', 'signIn').map(({ id }) => id),
    drop: [...of('stale', 'review'), ...of('thinned', 'plan')].map(({ id }) => id),
    leak: of('stranger', 'receipt').flatMap(({ id, shopper }) => {
      const owner = owners.get(shopper - 1);
      return owner === undefined ? [] : [{ operation: id, like: owner.id }];
    }),
    twice: of('twice', 'paymentMethod').map(({ id }) => id),
  };
}
