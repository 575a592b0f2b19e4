/** Redis goes away under load: frozen, it loses nothing; killed, exactly what it did not keep. */
import { parseRanges } from '@session-lab/checkout/protocol';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import type { StartedCluster } from '../cluster/cluster.js';
import type { EventName, EventRecord } from '../history/records.js';
import type { TrialInMemory } from '../history/trial.js';
import type { Persistence } from '../scenario/scenario.js';
import { broken, contradicted, LONG, runScenario, SHORT_LOAD, scenarioOf, seeds } from './rig.js';

const eventOf = ({ events }: TrialInMemory, name: EventName): EventRecord => {
  const found = events.find(({ what, by }) => what === name && by === 'script');
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};

/** Longest that Redis with `appendfsync everysec` holds back what it acknowledged. */
const HELD_BACK_US = 2_000_000;

const frozen = scenarioOf(['stateless', 'stateless-blob'], {
  load: { ...SHORT_LOAD, durationMs: 8500 },
  faults: [{ fault: 'store-pause', atMs: 2500, forMs: 3000 }],
});

it.each(LONG ? seeds(20) : [1])(
  'refuses while Redis is frozen, and loses nothing, seed %i',
  async (seed) => {
    const { of } = await runScenario(frozen, seed);
    const { trial, judgement } = of('stateless');
    const [paused, resumed] = [eventOf(trial, 'store-paused'), eventOf(trial, 'store-resumed')];
    // Every answer is the node's own: its deadline comes before the balancer's, and that before the shopper's.
    expect(trial.operations.filter(({ status, balancerMade }) => status === null || balancerMade)).toEqual([]);
    const during = trial.operations.filter(({ sentUs }) => sentUs > paused.toUs && sentUs < resumed.fromUs);
    const refused = during.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThan(100);
    expect(refused.filter(({ keyGiven, speaks }) => keyGiven !== null || speaks)).toEqual([]);
    expect(trial.end).toMatchObject({ quiet: true, interrupted: false });
    expect(judgement.sessions).toMatchObject({ lost: 0, stale: 0, lostUpdate: 0, leaked: 0, unknown: 0 });
    expect(judgement.executedTwice).toEqual([]);
    expect(broken(of('stateless'))).toEqual([]);
    expect(contradicted(of('stateless'))).toEqual([]);

    // Recounted from the bare answers: the same key still leads to the same session, and to all that it had.
    const finals = trial.operations.filter(({ origin, status }) => origin === 'final' && status === 200);
    const before = trial.operations.filter(
      ({ doneUs, speaks, outcome }) => doneUs < paused.fromUs && speaks && outcome === 'ok',
    );
    let compared = 0;
    for (const last of finals) {
      for (const earlier of before) {
        const key = earlier.keyGiven ?? earlier.keySent;
        if (key !== last.keySent || earlier.birth === null || earlier.step === 'signOut') continue;
        const items = new Set(parseRanges(last.items));
        expect([last.birth, parseRanges(earlier.items).filter((item) => !items.has(item))]).toEqual([
          earlier.birth,
          [],
        ]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(100);

    // What a tutorial's defaults do is theirs; that it adds up is ours.
    expect(broken(of('stateless-blob'))).toEqual([]);
    expect(of('stateless-blob').judgement.sessions).toMatchObject({ leaked: 0, unknown: 0 });
  },
  120_000,
);

/** Births that Redis itself has, by a connection of the test's own. */
async function birthsIn(url: string): Promise<Set<string>> {
  const redis = new Redis(url);
  try {
    const keys = await redis.keys('s:*');
    const texts = await Promise.all(keys.map((key) => redis.get(key)));
    return new Set(texts.map((text) => JSON.parse(`${text}}`).birth));
  } finally {
    redis.disconnect();
  }
}

/** Looks into Redis as soon as it is up again. */
function onRestart(cluster: StartedCluster, look: (url: string) => Promise<void>): void {
  const restart = cluster.restartStore.bind(cluster);
  cluster.restartStore = async () => {
    await restart();
    await look(cluster.redisUrl ?? '');
  };
}

/**
 * Keys in the jars at an event, rebuilt from what the answers set and what the shoppers threw away; and those that answers
 * on their way brought a moment later.
 */
function keysHeldAt({ operations, jars }: TrialInMemory, { fromUs, toUs }: EventRecord): Set<string> {
  const changes = [
    ...operations.flatMap(({ doneUs: t, shopper, jar, keyGiven, origin }) =>
      keyGiven === null || origin === 'final' ? [] : [{ t, jar: `${shopper}/${jar}`, key: keyGiven }],
    ),
    ...jars.flatMap(({ t, shopper, jar, reason }) =>
      reason === 'start-over' ? [{ t, jar: `${shopper}/${jar}`, key: '' }] : [],
    ),
  ];
  const held = new Map<string, string>();
  for (const { t, jar, key } of changes.sort((a, b) => a.t - b.t)) if (t < fromUs) held.set(jar, key);
  const onTheirWay = operations.filter(({ sentUs, doneUs }) => sentUs < toUs && doneUs >= fromUs);
  return new Set([...held.values(), ...onTheirWay.flatMap(({ keyGiven }) => keyGiven ?? [])]);
}

/**
 * Who must have been destroyed, from the bare record and what Redis had after its restart: created before it, with a write
 * acknowledged that was sent before the kill, no receipt, no log-out before it, its key in a jar then (whoever starts over
 * while Redis is away had lost it already), and not in Redis any more.
 */
function recount(trial: TrialInMemory, kill: EventRecord, start: EventRecord, left: ReadonlySet<string>): string[] {
  const { operations, journals } = trial;
  const lines = journals.flatMap(({ entries }) => entries).sort((a, b) => a.t - b.t);
  const stored = lines.flatMap((line) =>
    (line.k === 'created' || line.k === 'moved') && line.t < start.fromUs ? [line] : [],
  );
  const birthOf = new Map(stored.map(({ key, birth }) => [key, birth]));
  const liveKey = new Map(stored.map(({ key, birth }) => [birth, key]));
  const held = keysHeldAt(trial, kill);
  const ended = new Set(
    operations.flatMap(({ receipt, step, outcome, birth, keySent, sentUs }) => {
      const leaves = step === 'signOut' && outcome !== 'fail' && sentUs < kill.fromUs;
      return receipt || leaves ? [birth ?? birthOf.get(keySent ?? '') ?? ''] : [];
    }),
  );
  const written = new Set(
    operations
      .filter(({ outcome, item, sentUs }) => outcome === 'ok' && item !== null && sentUs < kill.toUs)
      .flatMap(({ birth }) => birth ?? []),
  );
  return [...liveKey].flatMap(([birth, key]) =>
    written.has(birth) && !ended.has(birth) && held.has(key) && !left.has(birth) ? [birth] : [],
  );
}

it.each(['none', 'aof', 'rdb'] as const)(
  'counts what a killed Redis did not keep: %s',
  async (persistence: Persistence) => {
    const scenario = scenarioOf(['stateless'], {
      faults: [
        { fault: 'store-kill', atMs: 3000 },
        { fault: 'store-restart', atMs: 4000 },
      ],
    });
    let left: ReadonlySet<string> = new Set();
    const { of, findings } = await runScenario(
      { ...scenario, cluster: { ...scenario.cluster, persistence } },
      1,
      (cluster) =>
        onRestart(cluster, async (url) => {
          left = await birthsIn(url);
        }),
    );
    const { trial, judgement } = of('stateless');
    const [kill, start] = [eventOf(trial, 'store-killed'), eventOf(trial, 'store-started')];
    expect(broken(of('stateless'))).toEqual([]);
    expect(contradicted(of('stateless'))).toEqual([]);
    expect(judgement.executedTwice).toEqual([]);
    expect(judgement.sessions).toMatchObject({ misrouted: 0, leaked: 0 });
    // A sign-in that the kill cut may have moved its session in time, or not: where the old file has neither, nobody can tell.
    const undecided = judgement.births.filter((birth) => birth.class === 'unknown');
    const cut = trial.operations.filter(
      ({ step, sentUs, doneUs }) => step === 'signIn' && sentUs < kill.toUs && doneUs >= kill.fromUs,
    );
    for (const { reason, shopper } of undecided) {
      expect(reason).toBe('its last move may or may not have happened');
      expect(cut.map((op) => op.shopper)).toContain(shopper);
    }

    const destroyed = judgement.births.filter((birth) => birth.class === 'destroyed');
    const doubtful = new Set(undecided.map(({ birth }) => birth));
    const recounted = recount(trial, kill, start, left).filter((birth) => !doubtful.has(birth));
    expect(destroyed.map(({ birth }) => birth).sort()).toEqual(recounted.sort());
    expect(new Set(destroyed.map(({ event }) => event))).toEqual(new Set(destroyed.length === 0 ? [] : [kill.id]));
    if (persistence === 'aof') {
      expect(left.size).toBeGreaterThan(20);
      // Redis holds writes back, and acknowledges them, while an fsync is under way: for two seconds at most.
      const suffered = judgement.births.filter(({ class: of }) => of === 'destroyed' || of === 'stale');
      expect(judgement.sessions).toMatchObject({ lost: destroyed.length, lostUpdate: 0, returnable: 0 });
      const late = trial.operations.filter(
        ({ outcome, doneUs, sentUs }) => outcome === 'ok' && sentUs < kill.toUs && doneUs > kill.fromUs - HELD_BACK_US,
      );
      for (const { birth } of suffered) expect(late.map((op) => op.birth)).toContain(birth);
    } else {
      expect(destroyed.length).toBeGreaterThan(20);
      const theory = judgement.predictions.filter(({ title }) => title.startsWith('redis'));
      expect(theory).toMatchObject([{ event: kill.id, expected: { exact: destroyed.length }, agrees: true }]);
    }
    // Its counters died with it, and the findings say so.
    expect(findings.designs['stateless']).toMatchObject({
      store: { commandsPerRequest: null },
      reasons: { 'store.commandsPerRequest': expect.stringContaining('died') },
    });
  },
  120_000,
);
