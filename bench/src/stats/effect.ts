/**
 * The effect of a design over paired blocks, and what may be said of it: a paired t interval at 99 % on the logarithms of
 * the blocks' ratios. Logarithms, so that "twice as slow" and "twice as fast" are equally far from nothing. Pure.
 */
import { meanOf, standardDeviation } from './moments.js';
import { studentHalfWidth, studentQuantile, studentUpperTail } from './student.js';

export const CONFIDENCE = 0.99;
/** `better` needs the whole interval beyond a ratio of 1.05, or below its inverse. */
export const BETTER_BEYOND = 1.05;
/** `equivalent` needs it wholly between the inverse of this and this. */
export const EQUIVALENT_WITHIN = 1.1;
/** Chance that an effect as large as the minimum detectable one is called `better`. */
export const POWER = 0.8;

/**
 * Least standard deviation of the logarithms: histograms have three digits, so that two blocks may well agree to the digit
 * although nothing else does, and would leave no doubt at all.
 */
const RESOLUTION = 0.0005;

const ALPHA = 1 - CONFIDENCE;
const BETTER_LOG = Math.log(BETTER_BEYOND);
const EQUIVALENT_LOG = Math.log(EQUIVALENT_WITHIN);

export interface Effect {
  readonly blocks: number;
  /** Geometric mean of the blocks' ratios. */
  readonly ratio: number;
  /** Ends of its 99 % interval. */
  readonly low: number;
  readonly high: number;
  /**
   * Smallest true change, as a share (0.12: by 12 %), that as many blocks of this spread would call `better` in four of
   * five cases.
   */
  readonly detectable: number;
  /** Twice the one-sided p of "it lies beyond ±5 %": below 0.01 exactly where the interval lies wholly beyond. */
  readonly pBeyond: number;
  /** The same of "it lies within ±10 %". */
  readonly pWithin: number;
}

/** What one effect says of itself; `pBeyond` and `pWithin` may have been corrected for the number of metrics. */
export type EffectVerdict = 'better' | 'equivalent' | 'inconclusive';

/** @returns null below two blocks, of which nothing can be judged */
export function effectOf(logRatios: readonly number[]): Effect | null {
  const blocks = logRatios.length;
  if (blocks < 2) return null;
  const mean = meanOf(logRatios);
  const spread = Math.max(RESOLUTION, standardDeviation(logRatios));
  const error = spread / Math.sqrt(blocks);
  const half = studentHalfWidth(CONFIDENCE, blocks - 1) * error;
  return {
    blocks,
    ratio: Math.exp(mean),
    low: Math.exp(mean - half),
    high: Math.exp(mean + half),
    detectable: detectableChange(spread, blocks),
    pBeyond: twice((Math.abs(mean) - BETTER_LOG) / error, blocks - 1),
    pWithin: twice((EQUIVALENT_LOG - Math.abs(mean)) / error, blocks - 1),
  };
}

export function effectVerdict({ pBeyond, pWithin }: Pick<Effect, 'pBeyond' | 'pWithin'>): EffectVerdict {
  if (pBeyond < ALPHA) return 'better';
  return pWithin < ALPHA ? 'equivalent' : 'inconclusive';
}

/**
 * Minimum detectable effect, as a share: the bound of ±5 %, the half width of the interval, and room for the mean to fall
 * short of the truth in no more than one of five cases.
 *
 * @param spread standard deviation of the blocks' log-ratios
 * @param blocks from 2
 */
export function detectableChange(spread: number, blocks: number): number {
  const inErrors = studentHalfWidth(CONFIDENCE, blocks - 1) + studentQuantile(POWER, blocks - 1);
  return Math.exp(BETTER_LOG + (inErrors * spread) / Math.sqrt(blocks)) - 1;
}

/** More are not worth asking for. */
const MOST_BLOCKS = 1000;

/** Blocks after which a true change of `change` is called `better` in four of five cases; null beyond a thousand. */
export function blocksToDetect(change: number, spread: number): number | null {
  for (let blocks = 2; blocks <= MOST_BLOCKS; blocks += 1) {
    if (detectableChange(spread, blocks) <= change) return blocks;
  }
  return null;
}

const twice = (t: number, degrees: number): number => Math.min(1, 2 * studentUpperTail(t, degrees));
