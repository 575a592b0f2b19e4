import type { Step } from '@session-lab/checkout/protocol';
import { describe, expect, it } from 'vitest';
import type { HistoryRecord, OperationRecord, SkipRecord } from '../history/records.js';
import { drawPlan, type ShopperPlan } from '../plan/plan.js';
import type { LoadSpec } from '../scenario/scenario.js';
import type { Device, Heard } from './device.js';
import { Jar } from './jar.js';
import type { TransportError } from './outcome.js';
import { Pacer } from './pacer.js';
import { Shopper } from './shopper.js';

const load: LoadSpec = {
  ratePerSecond: 10,
  durationMs: 20_000,
  warmUpMs: 0,
  thinkMs: 500,
  tabs: 1,
  handOffShare: 0,
  signOutShare: 0,
  heartbeats: 1,
  startOverShare: 1,
  timeoutMs: 3000,
};
const EXCHANGE_US = 10_000;

type Script = (step: Step, attempt: number, jar: number, id: number) => Partial<Heard> | TransportError | 'never';

/** Runs one shopper in virtual time against a scripted server. */
function runShopper(
  plan: ShopperPlan,
  script: Script,
  cutOffAtUs = Number.POSITIVE_INFINITY,
  slow: (step: Step) => number | undefined = () => undefined,
) {
  const pacer = new Pacer();
  const records: HistoryRecord[] = [];
  const attempts = new Map<string, number>();
  let nowUs = 0;
  let finished = 0;
  let finishedAtUs: number | null = null;
  let lost = 0;
  const device = (jar: number): Device => ({
    jar: new Jar(() => 0),
    key: `k${jar}`,
    send: (step, id, _body, _cookies, done) => {
      const attempt = (attempts.get(step) ?? 0) + 1;
      attempts.set(step, attempt);
      const answer = script(step, attempt, jar, id);
      if (answer === 'never') return () => done('timeout');
      pacer.schedule(nowUs + (slow(step) ?? EXCHANGE_US), () =>
        done(typeof answer === 'string' ? answer : { ...heard, ...answer }),
      );
      return () => {};
    },
    cookie: undefined,
    keep: () => ({ keyGiven: null, droppedBytes: null }),
    forget: () => {},
    close: () => {},
  });
  const shopper = new Shopper(plan, 0, {
    nowUs: () => nowUs,
    schedule: (atUs, run) => pacer.schedule(atUs, run),
    deadline: (atUs, giveUp) => pacer.deadline(atUs, giveUp),
    record: (record) => records.push(record),
    device: (_shopper, jar) => device(jar),
    inFlight: () => {},
    withoutSession: () => {
      lost += 1;
    },
    finished: () => {
      finished += 1;
      finishedAtUs ??= nowUs;
    },
    timeoutUs: load.timeoutMs * 1000,
  });
  shopper.start();
  while (pacer.nextUs < Number.POSITIVE_INFINITY) {
    if (nowUs < cutOffAtUs && pacer.nextUs >= cutOffAtUs) {
      nowUs = cutOffAtUs;
      shopper.cutOff();
    }
    nowUs = Math.max(nowUs, pacer.nextUs);
    pacer.runDue(nowUs);
  }
  const operations = records.filter((record): record is OperationRecord => record.kind === 'op');
  const skips = records.filter((record): record is SkipRecord => record.kind === 'skip');
  return { operations, skips, finished, finishedAtUs, lost, jars: records.filter(({ kind }) => kind === 'jar') };
}

const heard: Heard = {
  status: 200,
  body: '{"receipt":{"idempotencyKey":"x","amountCents":1},"code":"123"}',
  node: 'node-1.1',
  speaks: true,
  birth: 'b1',
  items: '',
  provedNoEffect: false,
  balancerMade: false,
  setCookies: [],
};
const planOf = (changes: Partial<LoadSpec> = {}) => drawPlan({ ...load, ...changes }, 1, 1).shoppers[0] as ShopperPlan;
const stepsOf = (operations: readonly OperationRecord[], origin = 'planned') =>
  operations.filter((operation) => operation.origin === origin).map(({ step }) => step);
const PLAIN: Step[] = ['open', 'signIn', 'browse', 'watch', 'plan', 'paymentMethod', 'review', 'pay', 'receipt'];

describe('shopper', () => {
  it('runs the whole journey at the planned offsets', () => {
    const plan = planOf();
    const { operations, skips, lost } = runShopper(plan, () => ({}));
    expect(stepsOf(operations)).toEqual(PLAIN);
    expect(operations.map(({ sentUs }) => sentUs)).toEqual(
      plan.lanes[0]?.map(({ offsetUs }) => plan.arrivalUs + offsetUs),
    );
    expect(operations.map(({ receipt }) => receipt)).toEqual(PLAIN.map((step) => step === 'pay' || step === 'receipt'));
    expect([skips.length, lost]).toEqual([0, 0]);
  });

  it('waits for the answer before, and never moves later offsets', () => {
    const plan = planOf();
    const { operations } = runShopper(plan, (step) => (step === 'browse' ? 'never' : {}));
    const [, , browse, watch] = operations;
    expect(browse).toMatchObject({ outcome: 'indeterminate', error: 'timeout' });
    expect(watch?.readyUs).toBe(browse?.doneUs);
    expect(watch?.intendedUs).toBe(plan.arrivalUs + (plan.lanes[0]?.[3]?.offsetUs ?? 0));
  });

  it('starts over once when an answer misses the session, and gives up the second time', () => {
    const { operations, skips, jars, lost } = runShopper(planOf(), (step, attempt) => {
      if (step === 'open') return { birth: `b${attempt}` };
      if (step === 'signIn' || step === 'browse') return { birth: `b${attempt}` };
      return { birth: null };
    });
    expect(stepsOf(operations)).toEqual(['open', 'signIn', 'browse', 'watch']);
    expect(stepsOf(operations, 'restart')).toEqual(['open', 'signIn', 'browse', 'plan']);
    expect(skips.filter(({ origin }) => origin === 'planned').map(({ reason }) => reason)).toEqual(
      Array(5).fill('started-over'),
    );
    expect(skips.filter(({ origin }) => origin === 'restart').map(({ reason }) => reason)).toEqual(
      Array(4).fill('gave-up'),
    );
    expect([jars.length, lost]).toEqual([1, 2]);
    expect(operations.map(({ epoch }) => epoch)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('gives up at once when its plan has no branch', () => {
    const { operations, skips } = runShopper(planOf({ startOverShare: 0 }), (step) =>
      step === 'browse' ? { birth: null } : {},
    );
    expect(operations).toHaveLength(3);
    expect(skips.map(({ reason }) => reason)).toEqual(Array(6).fill('gave-up'));
  });

  it('repeats a write without an answer once, with the same item, and goes on', () => {
    const { operations } = runShopper(planOf(), (step, attempt) => (step === 'plan' && attempt === 1 ? 'closed' : {}));
    const [first, second] = operations.filter(({ step }) => step === 'plan');
    expect(first).toMatchObject({ origin: 'planned', outcome: 'indeterminate', error: 'closed' });
    expect(second).toMatchObject({ origin: 'retry', retryOf: first?.id, item: first?.item, outcome: 'ok' });
    expect(second?.id).not.toBe(first?.id);
    expect(stepsOf(operations)).toEqual(PLAIN);
  });

  it('starts over when the payment stays without an answer twice', () => {
    const { operations, skips } = runShopper(planOf(), (step, attempt) =>
      step === 'pay' && attempt <= 2 ? 'never' : {},
    );
    expect(stepsOf(operations, 'retry')).toEqual(['pay']);
    expect(stepsOf(operations, 'restart').at(-1)).toBe('receipt');
    expect(skips.map(({ step }) => step)).toEqual(['receipt']);
  });

  it('does not repeat what was refused by a 4xx, nor a read', () => {
    const { operations } = runShopper(planOf(), (step) => {
      if (step === 'pay') return { status: 409 };
      return step === 'browse' ? { status: 503, speaks: false, birth: null } : {};
    });
    expect(stepsOf(operations, 'retry')).toEqual([]);
    expect(stepsOf(operations)).toEqual(PLAIN);
  });

  it('moves to the laptop when the claim is granted, and stays with the phone when it is refused', () => {
    const plan = planOf({ handOffShare: 1 });
    const jarsAfterClaim = (script: Script) => {
      const { operations, lost } = runShopper(plan, script);
      const claim = operations.findIndex(({ step }) => step === 'claim');
      return { claim: operations[claim], jars: new Set(operations.slice(claim + 1).map(({ jar }) => jar)), lost };
    };
    expect(jarsAfterClaim(() => ({}))).toMatchObject({ claim: { jar: 1, outcome: 'ok' }, jars: new Set([1]) });
    const refused = jarsAfterClaim((step) => (step === 'claim' ? { status: 404, birth: null } : {}));
    expect(refused).toMatchObject({ claim: { jar: 1, outcome: 'fail' }, jars: new Set([0]), lost: 0 });
  });

  it('leaves the claim out when there is no code', () => {
    const { operations, skips } = runShopper(planOf({ handOffShare: 1 }), (step) =>
      step === 'handOff' ? 'closed' : {},
    );
    expect(skips).toMatchObject([{ step: 'claim', reason: 'not-needed' }]);
    expect(new Set(operations.map(({ jar }) => jar))).toEqual(new Set([0]));
  });

  it('is finished when the answer that it waited for at the end of the load is a refusal: nothing is repeated', () => {
    const plan = planOf();
    const cutAtUs = plan.arrivalUs + (plan.lanes[0]?.[4]?.offsetUs ?? 0) + EXCHANGE_US / 2;
    const { operations, finished } = runShopper(plan, (step) => (step === 'plan' ? { status: 503 } : {}), cutAtUs);
    expect(operations.at(-1)).toMatchObject({ step: 'plan', status: 503, origin: 'planned' });
    expect(finished).toBeGreaterThan(0);
  });

  it('is cut off by the end of the load, and every planned operation is sent or skipped', () => {
    const plan = planOf();
    const { operations, skips, finished } = runShopper(
      plan,
      () => ({}),
      plan.arrivalUs + (plan.lanes[0]?.[4]?.offsetUs ?? 0),
    );
    expect(operations.length + skips.length).toBe(plan.lanes[0]?.length);
    expect(skips.length).toBeGreaterThan(0);
    expect(skips.every(({ reason }) => reason === 'cut-off')).toBe(true);
    expect(finished).toBeGreaterThan(0);
  });
});

describe('a shopper with tabs', () => {
  const TABS = 4;
  const choices = (operations: readonly OperationRecord[]) => operations.filter(({ step }) => step === 'plan');

  it('chooses the plan in all of them at the same moment, each with an item of its own', () => {
    const plan = planOf({ tabs: TABS });
    const { operations, skips } = runShopper(plan, () => ({}));
    const chosen = choices(operations);
    expect(chosen.map(({ lane }) => lane).sort()).toEqual([0, 1, 2, 3]);
    expect(new Set(chosen.map(({ sentUs }) => sentUs)).size).toBe(1);
    expect(new Set(chosen.map(({ item }) => item)).size).toBe(TABS);
    expect(stepsOf(operations).filter((step, i, all) => all.indexOf(step) === i)).toEqual(PLAIN);
    expect(skips).toEqual([]);
  });

  it('opens the tabs only when the sign-in is done, however late that is', () => {
    const plan = planOf({ tabs: TABS });
    const late = (step: Step) => (step === 'signIn' ? 2_900_000 : undefined);
    const { operations } = runShopper(plan, () => ({}), Number.POSITIVE_INFINITY, late);
    const signIn = operations.find(({ step }) => step === 'signIn');
    for (const choice of choices(operations)) {
      expect(choice.sentUs).toBeGreaterThanOrEqual(signIn?.doneUs ?? Number.POSITIVE_INFINITY);
      expect(choice.intendedUs).toBeLessThan(signIn?.doneUs ?? 0);
      expect(choice.readyUs).toBe(choice.sentUs);
    }
    expect(choices(operations)).toHaveLength(TABS);
  });

  it('starts over once, when every tab has its answer, and sends nothing beside the first operation', () => {
    const plan = planOf({ tabs: TABS });
    const first = plan.lanes[0]?.find(({ step }) => step === 'plan')?.id;
    const restartIds = new Set(plan.restart?.map(({ id }) => id));
    const { operations, jars, skips } = runShopper(plan, (step, _attempt, _jar, id) => {
      if (step !== 'plan' || restartIds.has(id)) return {};
      return id === first ? { birth: 'b2' } : 'never';
    });
    const [reset] = jars;
    const tabsDoneUs = Math.max(
      ...choices(operations)
        .filter(({ lane }) => lane > 0)
        .map(({ doneUs }) => doneUs),
    );
    expect(jars).toHaveLength(1);
    expect(reset).toMatchObject({ reason: 'start-over', t: tabsDoneUs + 1 });
    const restart = operations.filter(({ origin }) => origin === 'restart');
    expect(restart.map(({ step }) => step)).toEqual([
      'open',
      'signIn',
      'browse',
      'plan',
      'paymentMethod',
      'review',
      'pay',
      'receipt',
    ]);
    expect(restart[0]?.sentUs).toBeGreaterThanOrEqual(tabsDoneUs);
    expect(restart.every(({ epoch }) => epoch === 1)).toBe(true);
    expect(stepsOf(operations, 'retry')).toEqual([]);
    expect(skips.every(({ reason }) => reason === 'started-over')).toBe(true);
  });

  it('plays on in a tab beside the log-out, and not before it', () => {
    const plan = planOf({ tabs: TABS, signOutShare: 1, handOffShare: 1 });
    const late = (step: Step) => (step === 'pay' ? 2_900_000 : undefined);
    const { operations, skips } = runShopper(plan, () => ({}), Number.POSITIVE_INFINITY, late);
    const logOut = operations.find(({ step }) => step === 'signOut');
    const beside = operations.filter(({ step, lane }) => step === 'watch' && lane > 0);
    expect(beside).toHaveLength(1);
    expect(beside[0]).toMatchObject({ sentUs: logOut?.sentUs, readyUs: logOut?.readyUs, jar: logOut?.jar, lane: 1 });
    expect(beside[0]?.intendedUs).toBe(logOut?.intendedUs);
    expect(operations.length + skips.length).toBe(plan.lanes.flat().length);
  });

  it('has not left while a tab waits to repeat its request, though the journey is over', () => {
    const plan = planOf({ tabs: 2, thinkMs: 1 });
    const tab = plan.lanes[1]?.[0]?.id;
    const { operations, finishedAtUs } = runShopper(plan, (step, _attempt, _jar, id) =>
      step === 'plan' && id === tab ? 'closed' : {},
    );
    const repeated = operations.find(({ origin }) => origin === 'retry');
    const receipt = operations.find(({ step }) => step === 'receipt');
    expect(repeated?.sentUs).toBeGreaterThan(receipt?.doneUs ?? Number.POSITIVE_INFINITY);
    expect(finishedAtUs).toBe(repeated?.doneUs);
  });

  it('does not start over for a tab that comes back after the log-out', () => {
    const plan = planOf({ tabs: 2, signOutShare: 1 });
    const tab = plan.lanes[1]?.[0]?.id;
    const { operations, lost } = runShopper(plan, (step, attempt, _jar, id) => {
      if (step === 'plan' && id === tab) return 'never';
      return step === 'plan' && attempt === 3 ? { birth: 'b2' } : {};
    });
    const logOut = operations.find(({ step }) => step === 'signOut');
    const late = operations.find(({ origin }) => origin === 'retry');
    expect(late).toMatchObject({ step: 'plan', birth: 'b2', lane: 1 });
    expect(late?.sentUs).toBeGreaterThan(logOut?.sentUs ?? Number.POSITIVE_INFINITY);
    expect([lost, stepsOf(operations, 'restart')]).toEqual([0, []]);
  });
});
