/**
 * Stores that each break one promise, in real nodes under load: the checkers name each in its class, and say nothing of the
 * good store under the very same load. A promise that no client's record can show broken stands in checkers/README.md.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BROKEN_STORES, type BrokenStoreName } from '@session-lab/checkout/broken';
import { describe, expect, it } from 'vitest';
import type { Judgement } from '../checkers/judgement.js';
import { drawPlan } from '../plan/plan.js';
import type { DesignName } from '../scenario/designs.js';
import type { FaultSpec, LoadSpec, Scenario } from '../scenario/scenario.js';
import { LONG, runScenario, SHORT_LOAD, scenarioOf } from './rig.js';

const PROGRAM = join(
  dirname(fileURLToPath(import.meta.resolve('@session-lab/bench'))),
  'acceptance/broken-node.fixture.js',
);
const SEED = 1;

type Naming = 'leaked' | 'doubled' | 'revived' | 'overstayed' | 'lost' | 'lost writes' | 'overwritten writes';
const COUNTS: Readonly<Record<Naming, (judgement: Judgement) => number>> = {
  leaked: ({ sessions }) => sessions.leaked,
  doubled: ({ sessions }) => sessions.doubled,
  revived: ({ sessions }) => sessions.revived,
  overstayed: ({ sessions }) => sessions.overstayed,
  lost: ({ sessions }) => sessions.lost,
  // Of a session that went astray they are lost as well: what is meant here is one that is there.
  'lost writes': ({ births }) =>
    births
      .filter((birth) => birth.class !== 'destroyed' && birth.class !== 'misrouted')
      .reduce((sum, { lostItems, overwrittenItems }) => sum + lostItems.length - overwrittenItems.length, 0),
  'overwritten writes': ({ writes }) => writes.overwritten,
};

interface Stage {
  readonly scenario: Scenario;
  readonly broken: Partial<Record<BrokenStoreName, Naming>>;
  /** Told in every run of the suite, not only in the long one. */
  readonly always: boolean;
}

const load: LoadSpec = {
  ...SHORT_LOAD,
  ratePerSecond: 150,
  durationMs: 3500,
  thinkMs: 150,
  handOffShare: 0,
  signOutShare: 0,
};
const base = scenarioOf(['stateful']).cluster;

function stage(design: DesignName, changes: Partial<LoadSpec>, more: Partial<Scenario> = {}): Scenario {
  return scenarioOf([design], { load: { ...load, ...changes }, cluster: { ...base, nodes: 2 }, ...more });
}

/**
 * A hundred log-outs, each with a heartbeat beside it, and one node for both: on a busy machine, too, it takes them up
 * together and looks both up before it ends the session, where of two nodes one might be done before the other begins.
 */
function loggedOutBesideFilms(): Scenario {
  const changes = { ratePerSecond: 300, durationMs: 6500, thinkMs: 100, tabs: 4, signOutShare: 1 };
  return stage('stateless', changes, { cluster: { ...base, nodes: 1 } });
}

/** One node, quick shoppers: whoever signs in is in the middle of a move when the node is killed. */
function killedInSignIns(): Scenario {
  const changes = { ratePerSecond: 60, durationMs: 5000 };
  const cluster = { ...base, nodes: 1 };
  const { shoppers } = drawPlan({ ...load, ...changes }, SEED, 1);
  const signIns = shoppers.flatMap(({ arrivalUs, lanes }) =>
    (lanes[0] ?? []).filter(({ step }) => step === 'signIn').map(({ offsetUs }) => (arrivalUs + offsetUs) / 1000),
  );
  const faults: FaultSpec[] = [];
  for (const fromMs of [600, 1900, 3200]) {
    const atMs = signIns.find((signInMs) => signInMs > fromMs);
    if (atMs === undefined) continue;
    // The old key is gone a few milliseconds after the send, and the new one there twenty milliseconds later.
    faults.push({ fault: 'node-kill', atMs: Math.round(atMs + 9), node: 1 });
    faults.push({ fault: 'node-restart', atMs: Math.round(atMs + 209), node: 1 });
  }
  return stage('stateless', changes, { cluster, faults });
}

const STAGES: Readonly<Record<string, Stage>> = {
  'an ordinary load': {
    scenario: stage('stateful', {}),
    broken: {
      'drops-writes': 'lost writes',
      'keeps-old-id': 'doubled',
      'leaks-another-session': 'leaked',
      'shares-objects': 'leaked',
      evicts: 'lost',
      'writes-back': 'lost writes',
    },
    always: true,
  },
  'tabs, and log-outs beside them': {
    scenario: loggedOutBesideFilms(),
    broken: {
      'loses-older-writer': 'overwritten writes',
      'tidies-blindly': 'overwritten writes',
      revives: 'revived',
    },
    always: false,
  },
  'an idle time of a second': {
    scenario: stage('stateful', {}, { cluster: { ...base, nodes: 2, idleTtlMs: 1000 } }),
    broken: { 'forgets-expiry': 'overstayed', 'writes-without-expiry': 'overstayed', 'never-slides': 'lost' },
    always: false,
  },
  'an absolute end after a second': {
    scenario: stage('stateful', {}, { cluster: { ...base, nodes: 2, absoluteTtlMs: 1000 } }),
    broken: { 'forgets-absolute-end': 'overstayed' },
    always: false,
  },
  'shoppers who think for no time, on any node': {
    scenario: stage('stateless', { ratePerSecond: 40, thinkMs: 15 }),
    broken: { 'answers-before-saving': 'lost' },
    always: false,
  },
  'a store that is away': {
    scenario: stage('stateless', {}, { faults: [{ fault: 'store-pause', atMs: 1200, forMs: 1500 }] }),
    broken: { 'swallows-failures': 'lost' },
    always: false,
  },
  'a node that is killed within sign-ins': {
    scenario: killedInSignIns(),
    broken: { 'moves-in-two-steps': 'lost' },
    always: false,
  },
};
/** No client of the checkout can tell; the README of the checkers says why. */
const UNSEEN: readonly BrokenStoreName[] = [
  'reencodes-values',
  'cuts-long-texts',
  'saves-by-halves',
  'moves-what-it-read',
  'keeps-used-codes',
];

async function judged(scenario: Scenario, broken: BrokenStoreName | null): Promise<Judgement> {
  const env = broken === null ? {} : { LAB_BROKEN: broken };
  const { of } = await runScenario(scenario, SEED, undefined, { program: PROGRAM, env });
  return of(scenario.designs[0]?.name as DesignName).judgement;
}

describe.each(Object.entries(STAGES).filter(([, { always }]) => always || LONG))(
  '%s',
  (_name, { scenario, broken }) => {
    const stores = Object.entries(broken) as [BrokenStoreName, Naming][];
    const told = LONG ? stores : stores.slice(0, 3);

    it('names nothing of a good store', async () => {
      const judgement = await judged(scenario, null);
      for (const [, naming] of stores) expect([naming, COUNTS[naming](judgement)]).toEqual([naming, 0]);
      expect(judgement.sessions).toMatchObject({ leaked: 0, doubled: 0, revived: 0, overstayed: 0 });
    }, 60_000);

    it.each(told)(
      'names %s: %s',
      async (name, naming) => {
        expect(COUNTS[naming](await judged(scenario, name))).toBeGreaterThan(0);
      },
      60_000,
    );
  },
);

it('has a stage for every broken store, or says why there is none', () => {
  const staged = Object.values(STAGES).flatMap(({ broken }) => Object.keys(broken));
  expect([...staged, ...UNSEEN].sort()).toEqual(Object.keys(BROKEN_STORES).sort());
});
