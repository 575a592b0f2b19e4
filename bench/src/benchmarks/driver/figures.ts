/** From slices to figures: what a request costs each contender, and its ratio to the bare autocannon, round by round. Pure. */
import { medianOf } from '../../stats/moments.js';
import { pairedRatio, type Ratio } from '../../stats/ratio.js';
import { BASE, CONTENDERS, type Contender } from './contender.js';
import type { Slice } from './measure.js';

/** Over the rounds. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface ContenderFigures {
  readonly contender: Contender;
  /** Requests a second of the sending process's CPU. */
  readonly perCpuSecond: Spread;
  readonly cpuUsPerRequest: Spread;
  /** Requests a second of time. */
  readonly perSecond: Spread;
  /** Of requests per CPU-second, over autocannon's of the same round; null for autocannon itself. */
  readonly ratio: Ratio | null;
}

export function figuresOf(slices: readonly Slice[]): ContenderFigures[] {
  return CONTENDERS.flatMap((contender) => {
    const own = slices.filter((slice) => slice.contender === contender);
    if (own.length === 0) return [];
    const spread = (figure: (slice: Slice) => number): Spread => {
      const values = own.map(figure);
      return { median: medianOf(values), least: Math.min(...values), most: Math.max(...values) };
    };
    const pairs = own.flatMap((slice): [number, number][] => {
      const beside = slices.find((other) => other.contender === BASE && other.round === slice.round);
      return beside === undefined ? [] : [[perCpuSecond(slice), perCpuSecond(beside)]];
    });
    return [
      {
        contender,
        perCpuSecond: spread(perCpuSecond),
        cpuUsPerRequest: spread(({ cpuUs, right }) => cpuUs / right),
        perSecond: spread(({ right, wallUs }) => right / (wallUs / 1e6)),
        ratio: contender === BASE || pairs.length === 0 ? null : pairedRatio(pairs),
      },
    ];
  });
}

const perCpuSecond = ({ right, cpuUs }: Slice): number => right / (cpuUs / 1e6);

/** The driver, with everything it checks, over the bare autocannon. */
export const WANTED = 0.6;

export type Kept = 'met' | 'not met' | 'undecided';

/** By the whole 95 % interval, as bench:stores judges: where the bound lies within, nothing is decided. */
export function judge(ratio: Ratio | null): Kept {
  if (ratio === null || ratio.low === null || ratio.high === null) return 'undecided';
  if (ratio.low >= WANTED) return 'met';
  return ratio.high < WANTED ? 'not met' : 'undecided';
}
