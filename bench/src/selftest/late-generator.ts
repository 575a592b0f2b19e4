/**
 * A load generator that stands still for half a second. What it owed meanwhile it sends too late, and that is its own
 * fault and no server's: it must be called lag, the latency of the trial void, and the counts must stand.
 */
import { troublesOf } from '../analysis/troubles.js';
import type { OperationRecord } from '../history/records.js';
import type { Plan } from '../plan/plan.js';
import type { LoadSpec } from '../scenario/scenario.js';
import { intendedUsOf } from './both-clocks.js';
import { type Evidence, experiment, PLAIN_LOAD } from './experiment.js';
import { NOTHING_WRONG } from './orders.js';
import { recounted } from './recount.js';
import { alwaysTrue, nothingElse, onlyOpen, type Stage } from './stage.js';
import { exactly, type Truth, theSame } from './truth.js';

const STANDSTILL = { fromMs: 3000, forMs: 500 } as const;
const LOAD: LoadSpec = { ...PLAIN_LOAD, ratePerSecond: 260, durationMs: 6500, thinkMs: 150, heartbeats: 2 };
/** From the signal to when surely no thread of it runs any more. */
const STOPPED_WITHIN_US = 20_000;

export function lateGeneratorStage(): Stage {
  const subject = { ...experiment('late-generator', LOAD, () => NOTHING_WRONG), standstill: STANDSTILL };
  return {
    title: `a load generator that itself stands still for ${STANDSTILL.forMs / 1000} s`,
    experiment: subject,
    truths: (evidence) => {
      const { findings } = evidence;
      const { troubles } = troublesOf(evidence.trial);
      const due = dueMeanwhile(subject.plan, evidence);
      const { fromUs, toUs } = evidence.stoodStill ?? { fromUs: 0, toUs: 0 };
      return [
        ...alwaysTrue(subject, evidence),
        exactly('times that it stood still', 1, toUs - fromUs >= STANDSTILL.forMs * 1000 - STOPPED_WITHIN_US ? 1 : 0),
        lateOnes(due, evidence),
        // The gravest is said first, but a busy machine may have others.
        exactly('its latency void, for being late', 1, troubles.filter(({ code }) => code === 'generator-lag').length),
        recounted(subject, evidence),
        exactly('operations that were ok', subject.plan.operations, findings.requests.ok),
        exactly('sessions completed', subject.plan.shoppers.length, findings.sessions.completed),
        nothingElse(evidence, {}),
        onlyOpen(evidence, []),
      ];
    },
  };
}

interface Due {
  readonly id: number;
  readonly intendedUs: number;
}

/** Operations that were to start while it stood still, by the plan, and waited for no answer of their own lane. */
function dueMeanwhile(plan: Plan, { trial, stoodStill }: Evidence): Due[] {
  if (stoodStill === null) return [];
  const intended = intendedUsOf(plan, trial.header.loadStartUs);
  const doneUs = new Map([...trial.operations].map(({ id, doneUs }) => [id, doneUs]));
  return plan.shoppers
    .flatMap(({ lanes }) => lanes)
    .flatMap((lane) =>
      lane.flatMap(({ id }, at) => {
        const intendedUs = intended.get(id) ?? 0;
        const before = lane[at - 1];
        const freeUs = before === undefined ? 0 : (doneUs.get(before.id) ?? Number.POSITIVE_INFINITY);
        return freeUs <= stoodStill.fromUs ? [{ id, intendedUs }] : [];
      }),
    )
    .filter(({ intendedUs }) => intendedUs >= stoodStill.fromUs + STOPPED_WITHIN_US && intendedUs < stoodStill.toUs);
}

/** Each of them was ready in time and sent afterwards, and the record owns up to it. */
function lateOnes(due: readonly Due[], { trial, stoodStill }: Evidence): Truth {
  const wanted = new Map(due.map((each) => [each.id, each]));
  const ownsUp = ({ id, readyUs, sentUs }: OperationRecord): boolean =>
    readyUs === wanted.get(id)?.intendedUs && sentUs >= (stoodStill?.toUs ?? Number.POSITIVE_INFINITY);
  const found = [...trial.operations].filter(ownsUp).map(({ id }) => id);
  return theSame('operations due meanwhile, sent late', [...wanted.keys()], found);
}
