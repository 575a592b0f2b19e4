/** A simulated trial of known truth: the record that a run would have left behind, and what really happened. */
import { formatRanges, type LedgerEntry } from '@session-lab/checkout/protocol';
import type { DumpInMemory, TrialInMemory } from '../history/trial.js';
import { Clock } from './clock.js';
import { SimulatedCluster } from './cluster.js';
import { Dice } from './dice.js';
import { type Drawn, draw } from './draw.js';
import { headerFor } from './header.js';
import type { NodeWorld } from './node.js';
import { SimulatedShoppers } from './shoppers.js';
import type { SimulatedStore } from './store.js';
import { type TrueBirth, TruthBook } from './truth.js';
import type { TrueAfterlife } from './truth-afterlife.js';
import { SimulatedWire } from './wire.js';

export interface Simulation {
  readonly drawn: Drawn;
  readonly trial: TrialInMemory;
  /** By birth: all with a known write, and the leaked ones. */
  readonly truth: ReadonlyMap<string, TrueBirth>;
  /** By birth, all of them: what lives on although it should not. */
  readonly afterlife: ReadonlyMap<string, TrueAfterlife>;
  /** Stores that could not be dumped. */
  readonly undumped: ReadonlySet<string>;
  /** Operations that a leaky cache answered, and no node ever saw. */
  readonly handedOut: ReadonlySet<number>;
}

/** Far from the seeds of the scenarios. */
const FAULTS_SEED = 2 ** 31;

/** @param seed draws the scenario and everything in it */
export function simulate(seed: number): Simulation {
  const dice = new Dice(seed);
  const drawn = draw(dice, new Dice(seed + FAULTS_SEED));
  const [clock, truth] = [new Clock(), new TruthBook()];
  const ledger: LedgerEntry[] = [];
  let names = 0;
  const world: NodeWorld = {
    clock,
    dice,
    truth,
    name: (prefix) => {
      names += 1;
      return `${prefix}${names}`;
    },
    charge: (key, { shopper, id }) => {
      if (ledger.some((entry) => entry.key === key)) return;
      ledger.push({ t: clock.now, key, account: `shopper-${shopper}`, op: id, amountCents: 100 });
    },
  };
  const cluster = new SimulatedCluster(drawn, world);
  const wire = new SimulatedWire(drawn, world, cluster.balancer);
  const shoppers = new SimulatedShoppers(drawn, world, wire);
  clock.run(drawn.loadUs);
  shoppers.end();
  cluster.heal();
  clock.run();
  const dumps = dumpsOf(cluster, world, drawn);
  truth.observe();
  clock.run(clock.now + 1000);
  shoppers.readFinally();
  clock.run();
  const planned = [...wire.operations, ...shoppers.skips].filter(({ origin }) => origin === 'planned').length;
  const events = [...cluster.events].sort((a, b) => a.fromUs - b.fromUs);
  return {
    drawn,
    truth: truth.close(),
    afterlife: truth.afterlife(),
    handedOut: wire.handedOut,
    undumped: new Set(dumps.filter(({ sessions }) => sessions === null).map(({ store }) => store)),
    trial: {
      header: headerFor(drawn, seed, planned),
      operations: wire.operations,
      jars: shoppers.resets,
      skips: shoppers.skips,
      events: events.map((event, i) => ({ kind: 'event', id: i + 1, fault: null, ...event })),
      samples: [],
      end: null,
      journals: cluster.nodes.map(({ incarnation, journal }) => ({ incarnation, entries: journal })),
      dumps,
      ledger,
    },
  };
}

/** One dump per living store, as its admin port would answer. */
function dumpsOf(cluster: SimulatedCluster, { clock, dice, truth }: NodeWorld, drawn: Drawn): DumpInMemory[] {
  const living = cluster.nodes.filter(({ state }) => state !== 'dead').map(({ store }) => store);
  const stores: readonly SimulatedStore[] = cluster.shared === null ? living : [cluster.shared];
  return stores.map((store) => {
    const content = store.listed(clock.now);
    const isDumped = store.up && !dice.chance(drawn.undumped);
    for (const { birth, key, items } of content) truth.dumped(birth, items, key, clock.now, isDumped);
    if (!isDumped) {
      return { store: store.name, sessions: null, reason: 'no answer', t: clock.now };
    }
    const sessions = content.map(({ key, birth, items, receipt, expiresUs }) => ({
      key,
      birth,
      items: formatRanges(items),
      ttlMs: (expiresUs - clock.now) / 1000,
      receipt,
    }));
    return { store: store.name, sessions, reason: null, t: clock.now };
  });
}
