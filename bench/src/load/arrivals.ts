/**
 * The shoppers that one generator plays, in order of arrival, each drawn when its turn comes: the operations of a hundred
 * thousand people need not be in memory at once. Pure.
 */
import type { Plan, PlanOutline, ShopperPlan } from '../plan/plan.js';

export interface Arrivals {
  readonly count: number;
  /** Microseconds from the start of load; never before the one before. */
  atUs(index: number): number;
  shopper(index: number): ShopperPlan;
}

/** One of the processes that share a load. */
export interface Part {
  /** From 0. */
  readonly index: number;
  readonly of: number;
}

export const THE_WHOLE: Part = { index: 0, of: 1 };

/** Everybody of a plan that is at hand. */
export function everybodyOf({ shoppers }: Plan): Arrivals {
  const at = (index: number): ShopperPlan => {
    const plan = shoppers[index];
    if (plan === undefined) throw new RangeError(`shopper ${index} of ${shoppers.length}`);
    return plan;
  };
  return { count: shoppers.length, atUs: (index) => at(index).arrivalUs, shopper: at };
}

/**
 * Every so-manieth shopper belongs to the part, with all of its devices: nothing that one shopper does depends on another
 * process, and each process has its share of every second.
 */
export function partOf({ arrivalsUs, draw }: PlanOutline, { index: first, of }: Part): Arrivals {
  const numberOf = (index: number): number => first + index * of;
  return {
    count: Math.max(0, Math.ceil((arrivalsUs.length - first) / of)),
    atUs: (index) => arrivalsUs[numberOf(index)] ?? Number.POSITIVE_INFINITY,
    shopper: (index) => draw(numberOf(index)),
  };
}
