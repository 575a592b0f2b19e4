/** All trials, one after the other, and what is known after each of them. */
import type { DesignName } from '../scenario/designs.js';
import type { CapacityTrial, DesignCapacity, SessionWeight } from './findings.js';
import { designCapacity, reported } from './judge.js';
import { runTrial, type TrialOptions, trialFolder } from './trial.js';
import { type CapacityPlan, trialsOf } from './trials.js';

export interface CapacityOptions extends Omit<TrialOptions, 'place' | 'startAt' | 'journalDir' | 'logDir'> {
  readonly seed: number;
  /** Existing folders: the journals' goes when the lab ends, the logs' stays. */
  readonly journalsDir: string;
  readonly logsDir: string;
  /** Told after each trial of all that is known so far. */
  readonly onTrial: (known: CapacityKnown) => void;
}

export interface CapacityKnown {
  readonly trials: readonly CapacityTrial[];
  readonly designs: Readonly<Record<string, DesignCapacity>>;
}

/** @throws LabError as a trial does; what was known by then has been told */
export async function measureCapacity(options: CapacityOptions): Promise<CapacityKnown> {
  const { plan, seed, journalsDir, logsDir, onTrial } = options;
  const trials: CapacityTrial[] = [];
  const weights = new Map<DesignName, SessionWeight>();
  let known: CapacityKnown = { trials, designs: {} };
  for (const place of trialsOf(plan, seed)) {
    const { trial, weight } = await runTrial({
      ...options,
      place,
      startAt: startAfter(trials, place),
      journalDir: trialFolder(journalsDir, place),
      logDir: trialFolder(logsDir, place),
    });
    trials.push(trial);
    weights.set(place.design, weight);
    known = { trials: [...trials], designs: designsOf(plan, trials, weights) };
    onTrial(known);
  }
  return known;
}

/** A further round searches for itself, but begins where the first one ended. */
function startAfter(trials: readonly CapacityTrial[], { design, nodes }: Pick<CapacityTrial, 'design' | 'nodes'>) {
  const before = trials.find((trial) => trial.design === design && trial.nodes === nodes);
  return before === undefined ? null : (reported(before)?.connections ?? null);
}

/** In the order in which they were named. */
function designsOf(
  { designs }: CapacityPlan,
  trials: readonly CapacityTrial[],
  weights: ReadonlyMap<DesignName, SessionWeight>,
): Record<string, DesignCapacity> {
  return Object.fromEntries(
    designs.flatMap((name) => {
      const own = trials.filter(({ design }) => design === name);
      const weight = weights.get(name);
      return own.length === 0 || weight === undefined ? [] : [[name, designCapacity(own, weight)]];
    }),
  );
}
