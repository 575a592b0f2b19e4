/**
 * The plan of a block: every shopper's every operation, drawn from scenario, seed and block, and identical for every
 * design of the block. Pure: shopper k is the same whether or not the others were drawn.
 *
 * Offsets are integer microseconds: from the start of load for arrivals, from the arrival for planned operations, from
 * the moment of discovery for the restart branch.
 */
import { createHash } from 'node:crypto';
import { STEPS, type Step } from '@session-lab/checkout/protocol';
import type { LoadSpec } from '../scenario/scenario.js';
import { createDice, type Dice } from './dice.js';
import { journeySteps, lastArrivalMs, meanOperations, RESTART_STEPS, TABBED_STEP, THINK_SPREAD } from './journey.js';
import {
  BESIDE_LOG_OUT,
  itemNumber,
  operationId,
  RESTART_ITEM_OFFSET,
  RESTART_OFFSET,
  TAB_ITEM_OFFSET,
  TAB_OFFSET,
} from './numbers.js';

export interface PlannedOperation {
  readonly id: number;
  readonly step: Step;
  readonly jar: number;
  /** Null for steps that write no item. */
  readonly item: number | null;
  readonly offsetUs: number;
  /** How long the shopper waits before repeating it, when it stays without an answer. */
  readonly retryAfterUs: number;
}

export interface ShopperPlan {
  readonly shopper: number;
  readonly arrivalUs: number;
  /**
   * Sequential within the lane, at fixed offsets from the arrival. The first lane is the journey; each further one is a
   * tab of the same device, with one operation at the moment of the journey's own. A tab opens once the sign-in is done. In
   * the first of them a film still plays when the journey logs out: its heartbeat is sent beside the log-out, no earlier.
   */
  readonly lanes: readonly (readonly PlannedOperation[])[];
  /** What the shopper does after losing the session; null: gives up. */
  readonly restart: readonly PlannedOperation[] | null;
}

export interface Plan {
  readonly shoppers: readonly ShopperPlan[];
  /** Planned operations, restart branches apart. */
  readonly operations: number;
  /** SHA-256 of all of it, hexadecimal. */
  readonly hash: string;
}

const FIRST_RETRY_US = 300_000;
const LAST_RETRY_US = 700_000;

/** The plan of a block without its operations, which are drawn again when they are wanted. */
export interface PlanOutline {
  /** By shopper: microseconds from the start of load, in order. */
  readonly arrivalsUs: readonly number[];
  /** As of {@link Plan}. */
  readonly operations: number;
  readonly hash: string;
  /** @param shopper from 0, below the number of arrivals */
  draw(shopper: number): ShopperPlan;
}

/** @param load must leave room for arrivals: `lastArrivalMs(load) > 0` */
export function drawPlan(load: LoadSpec, seed: number, block: number): Plan {
  const shoppers: ShopperPlan[] = [];
  const { operations, hash } = outlinePlan(load, seed, block, (plan) => shoppers.push(plan));
  return { shoppers, operations, hash };
}

/**
 * @param load as of {@link drawPlan}
 * @param onShopper told of each, in order; nothing of them is kept
 */
export function outlinePlan(
  load: LoadSpec,
  seed: number,
  block: number,
  onShopper: (plan: ShopperPlan) => void = () => {},
): PlanOutline {
  const arrivals = createDice(seed, block, 'arrivals');
  const gapUs = (meanOperations(load) / load.ratePerSecond) * 1e6;
  const lastUs = lastArrivalMs(load) * 1000;
  const arrivalsUs: number[] = [];
  const hash = createHash('sha256').update(JSON.stringify(load));
  const draw = (shopper: number): ShopperPlan =>
    drawShopper(load, seed, block, shopper, arrivalsUs[shopper] ?? Number.NaN);
  let operations = 0;
  for (let atUs = exponential(arrivals, gapUs); atUs <= lastUs; atUs += exponential(arrivals, gapUs)) {
    const shopper = arrivalsUs.push(Math.round(atUs)) - 1;
    const plan = draw(shopper);
    for (const lane of plan.lanes) operations += lane.length;
    hash.update(JSON.stringify(plan));
    onShopper(plan);
  }
  return { arrivalsUs, operations, hash: hash.digest('hex'), draw };
}

function drawShopper(load: LoadSpec, seed: number, block: number, shopper: number, arrivalUs: number): ShopperPlan {
  const dice = createDice(seed, block, 'shopper', shopper);
  const steps = journeySteps(load, {
    handOff: dice.chance(load.handOffShare),
    signOut: dice.chance(load.signOutShare),
  });
  const planned = drawSteps(load, dice, shopper, steps, 0, 0);
  // The branch is drawn in any case, so that the share of those who use it changes nobody's journey.
  const branch = drawSteps(
    load,
    dice,
    shopper,
    RESTART_STEPS.map((step) => ({ step, jar: 0 })),
    RESTART_OFFSET,
    RESTART_ITEM_OFFSET,
  );
  const restart = dice.chance(load.startOverShare) ? branch : null;
  return { shopper, arrivalUs, lanes: [planned, ...drawTabs(load, seed, block, shopper, planned)], restart };
}

/** Dice of their own: more tabs change nobody's journey. */
function drawTabs(
  { tabs }: LoadSpec,
  seed: number,
  block: number,
  shopper: number,
  journey: readonly PlannedOperation[],
): PlannedOperation[][] {
  const shared = journey.find(({ step }) => step === TABBED_STEP);
  if (shared === undefined || tabs === 1) return [];
  const dice = createDice(seed, block, 'tabs', shopper);
  const lanes = Array.from({ length: tabs - 1 }, (_, tab): PlannedOperation[] => [
    {
      ...shared,
      id: operationId(shopper, TAB_OFFSET + tab),
      item: itemNumber(shopper, TAB_ITEM_OFFSET + tab),
      retryAfterUs: dice.integer(FIRST_RETRY_US, LAST_RETRY_US),
    },
  ]);
  const logOut = journey.find(({ step }) => step === 'signOut');
  if (logOut !== undefined) lanes[0]?.push({ ...logOut, id: operationId(shopper, BESIDE_LOG_OUT), step: 'watch' });
  return lanes;
}

function drawSteps(
  load: LoadSpec,
  dice: Dice,
  shopper: number,
  steps: readonly { readonly step: Step; readonly jar: number }[],
  firstIndex: number,
  firstItem: number,
): PlannedOperation[] {
  let offsetUs = firstIndex === 0 ? 0 : think(load, dice);
  let items = firstItem;
  return steps.map(({ step, jar }, index) => {
    if (index > 0) offsetUs += think(load, dice);
    const item = STEPS[step].writes === 'item' ? itemNumber(shopper, items++) : null;
    return {
      id: operationId(shopper, firstIndex + index),
      step,
      jar,
      item,
      offsetUs,
      retryAfterUs: dice.integer(FIRST_RETRY_US, LAST_RETRY_US),
    };
  });
}

function think(load: LoadSpec, dice: Dice): number {
  return Math.round(load.thinkMs * 1000 * (1 - THINK_SPREAD + 2 * THINK_SPREAD * dice.float()));
}

/** Gap of a Poisson process. */
function exponential(dice: Dice, meanUs: number): number {
  return -Math.log(1 - dice.float()) * meanUs;
}
