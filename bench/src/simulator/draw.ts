/** A random small scenario: the design, the cluster, what goes wrong, and how the shoppers behave. */
import type { Routing, StoreKind } from '../scenario/scenario.js';
import type { Dice } from './dice.js';

export type Mishap =
  | { readonly kind: 'kill' | 'stop'; readonly atUs: number; readonly node: number; readonly restartUs: number | null }
  | {
      readonly kind: 'pause';
      readonly atUs: number;
      readonly node: number;
      readonly endUs: number;
      readonly kill: boolean;
    }
  | { readonly kind: 'add'; readonly atUs: number }
  | { readonly kind: 'freeze-balancer'; readonly atUs: number; readonly endUs: number }
  | { readonly kind: 'failover'; readonly atUs: number; readonly snapshotUs: number }
  | {
      readonly kind: 'kill-store';
      readonly atUs: number;
      readonly startUs: number;
      readonly snapshotUs: number | null;
    };

export interface Drawn {
  readonly store: StoreKind;
  readonly routing: Routing;
  readonly nodes: number;
  readonly ttlUs: number;
  /** Concurrent saves overwrite each other, or write only the fields that changed. */
  readonly saves: 'blob' | 'fields';
  readonly mishaps: readonly Mishap[];
  readonly shoppers: number;
  readonly steps: number;
  /** Share of answers that are lost on their way. */
  readonly lostAnswers: number;
  readonly tabs: number;
  readonly handOffs: number;
  readonly signOuts: number;
  readonly startOvers: number;
  /** A cache in between hands a shopper somebody else's answer. */
  readonly leaky: boolean;
  /** The dumps of some stores fail. */
  readonly undumped: number;
  /** A balancer's 503 is recorded as certain or as uncertain. */
  readonly refusalIs: 'fail' | 'indeterminate';
  readonly loadUs: number;
  /** A session ends this long after it was created; Infinity: only the idle time counts. */
  readonly absoluteUs: number;
  readonly breaks: Break;
}

/**
 * A promise that the store breaks: it lets a late write bring back what a log-out removed, forgets that a session's time is
 * over, or keeps a session under the key that it was moved away from as well.
 */
export type Break = 'nothing' | 'revives' | 'overstays' | 'doubles';

const LOAD_US = 1_500_000;
const ROUTINGS: readonly Routing[] = ['cookie', 'modulo', 'consistent', 'round-robin', 'least-conn'];

/** @param faults draws what the stores do wrong, so that without a fault of theirs everything else is the same */
export function draw(dice: Dice, faults: Dice): Drawn {
  const store = dice.pick(['memory', 'redis'] as const);
  const nodes = dice.between(1, 4);
  return {
    store,
    routing: dice.pick(ROUTINGS),
    nodes,
    ttlUs: dice.chance(0.25) ? dice.between(150, 900) * 1000 : 3_600_000_000,
    saves: dice.pick(['blob', 'fields']),
    mishaps: Array.from(
      {
        length: dice.weighted([
          [0, 1],
          [1, 4],
          [2, 3],
          [3, 1],
        ]),
      },
      () => mishap(dice, store, nodes),
    ).map(keptAlike),
    shoppers: dice.between(2, 6),
    steps: dice.between(3, 9),
    lostAnswers: dice.pick([0, 0, 0.02, 0.1]),
    tabs: dice.pick([0, 0.3, 0.8]),
    handOffs: dice.pick([0, 0.6, 2]),
    signOuts: dice.pick([0, 0.05, 0.15]),
    startOvers: dice.share(),
    leaky: dice.chance(0.05),
    undumped: dice.chance(0.04) ? 0.5 : 0,
    refusalIs: dice.pick(['fail', 'indeterminate']),
    loadUs: LOAD_US,
    absoluteUs: faults.chance(0.1) ? faults.between(200, 1200) * 1000 : Number.POSITIVE_INFINITY,
    breaks: faults.weighted<Break>([
      ['nothing', 85],
      ['revives', 5],
      ['overstays', 5],
      ['doubles', 5],
    ]),
  };
}

/** A store keeps a file, or it does not: as at its first kill, so at the later ones. */
function keptAlike(mishap: Mishap, _place: number, all: readonly Mishap[]): Mishap {
  const first = all.find(({ kind }) => kind === 'kill-store');
  if (mishap.kind !== 'kill-store' || first?.kind !== 'kill-store') return mishap;
  if (first.snapshotUs === null) return { ...mishap, snapshotUs: null };
  return { ...mishap, snapshotUs: mishap.snapshotUs ?? Math.max(0, mishap.atUs - FILE_LAG_US) };
}

/** How far a file lags behind whose age nobody drew. */
const FILE_LAG_US = 100_000;

function mishap(dice: Dice, store: StoreKind, nodes: number): Mishap {
  const atUs = dice.between(50, 1300) * 1000 + dice.between(0, 999);
  const node = dice.between(1, nodes);
  const later = () => atUs + dice.between(30, 500) * 1000;
  const earlier = () => Math.max(0, atUs - dice.between(1, 300) * 1000);
  const kinds = [
    ['kill', 3],
    ['stop', 2],
    ['pause', 3],
    ['add', 2],
    ['freeze-balancer', 0.5],
    ...(store === 'redis'
      ? ([
          ['failover', 6],
          ['kill-store', 4],
        ] as const)
      : []),
  ] as const;
  const kind = dice.weighted<Mishap['kind']>(kinds);
  switch (kind) {
    case 'kill':
    case 'stop':
      return { kind, atUs, node, restartUs: dice.chance(0.5) ? later() : null };
    case 'pause':
      return { kind, atUs, node, endUs: later(), kill: dice.chance(0.4) };
    case 'add':
      return { kind, atUs };
    case 'freeze-balancer':
      return { kind, atUs, endUs: later() };
    case 'failover':
      return { kind, atUs, snapshotUs: earlier() };
    case 'kill-store':
      return { kind, atUs, startUs: later(), snapshotUs: dice.chance(0.5) ? earlier() : null };
  }
}
