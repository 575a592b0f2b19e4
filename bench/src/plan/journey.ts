/**
 * The journey of a shopper: which steps, in which order, and how long it can take. Pure.
 *
 * Think times are uniform within ±{@link THINK_SPREAD} of the mean, so that the longest journey is known beforehand and
 * arrivals can stop early enough for everybody to finish.
 */
import type { Step } from '@session-lab/checkout/protocol';
import type { LoadSpec } from '../scenario/scenario.js';

/** Think times lie within mean × (1 ± spread). */
export const THINK_SPREAD = 0.25;

export interface JourneyShape {
  readonly handOff: boolean;
  readonly signOut: boolean;
}

export interface JourneyStep {
  readonly step: Step;
  /** 0: the device that the journey began on; 1: the laptop of a hand-off. */
  readonly jar: 0 | 1;
}

/** Steps of a planned journey; those after a claim belong to the laptop. */
export function journeySteps(load: Pick<LoadSpec, 'heartbeats'>, shape: JourneyShape): JourneyStep[] {
  const before: Step[] = [
    'open',
    'signIn',
    'browse',
    ...Array<Step>(load.heartbeats).fill('watch'),
    'plan',
    'paymentMethod',
  ];
  const after: Step[] = ['review', 'pay', 'receipt', ...(shape.signOut ? (['signOut'] as const) : [])];
  if (!shape.handOff) return [...before, ...after].map((step) => ({ step, jar: 0 }));
  return [
    ...before.map((step) => ({ step, jar: 0 }) as const),
    { step: 'handOff', jar: 0 },
    { step: 'claim', jar: 1 },
    ...after.map((step) => ({ step, jar: 1 }) as const),
  ];
}

/** Steps of the branch for a shopper who starts over: straight to the receipt, on one device. */
export const RESTART_STEPS: readonly Step[] = [
  'open',
  'signIn',
  'browse',
  'plan',
  'paymentMethod',
  'review',
  'pay',
  'receipt',
];

/** The step that a journey takes in several tabs at once. */
export const TABBED_STEP = 'plan' satisfies Step;

/** Operations of a journey on average, over the shares of the load. */
export function meanOperations(load: LoadSpec): number {
  const plain = journeySteps(load, { handOff: false, signOut: false }).length;
  const beside = load.tabs > 1 ? load.signOutShare : 0;
  return plain + (load.tabs - 1) + 2 * load.handOffShare + load.signOutShare + beside;
}

/** The longest that a planned journey can take from arrival to its last intended start, milliseconds. */
export function longestJourneyMs(load: Omit<LoadSpec, 'durationMs'>): number {
  const steps = journeySteps(load, { handOff: load.handOffShare > 0, signOut: load.signOutShare > 0 }).length;
  return Math.ceil((steps - 1) * load.thinkMs * (1 + THINK_SPREAD));
}

/** Last moment at which a shopper may arrive, milliseconds from the start of load; negative when the load is too short. */
export function lastArrivalMs(load: LoadSpec): number {
  return load.durationMs - longestJourneyMs(load);
}
