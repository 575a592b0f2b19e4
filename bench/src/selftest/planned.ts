/** Operations of a plan by their intended starts, in one list. Pure. */
import type { Plan, PlannedOperation } from '../plan/plan.js';

export interface PlannedStart extends PlannedOperation {
  readonly shopper: number;
  /** From the start of load. */
  readonly intendedUs: number;
}

/** In order of the intended start. */
export function startsOf(plan: Plan): PlannedStart[] {
  return plan.shoppers
    .flatMap(({ shopper, arrivalUs, lanes }) =>
      lanes.flatMap((lane) =>
        lane.map((operation) => ({ ...operation, shopper, intendedUs: arrivalUs + operation.offsetUs })),
      ),
    )
    .sort((a, b) => a.intendedUs - b.intendedUs);
}
