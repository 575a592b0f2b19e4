/** The checkers' counts of what lives on, against what the stores did. */
import type { Judgement } from '../checkers/judgement.js';
import type { OperationRecord } from '../history/records.js';
import type { Simulation } from './simulate.js';
import { CLIENT_TIMEOUT_US } from './wire.js';

/** How far off a checker may be with an expiry: handler and way back, and two clocks. */
const ANSWERED_US = 120_000;
/** The same where an operation stayed without an answer: it may have run after the longest freeze and the time-outs. */
const UNANSWERED_US = 2 * CLIENT_TIMEOUT_US + 700_000;

/** Births of which the checkers say what is not so, or do not see what the record shows. */
export function misjudgedAfterlives(simulation: Simulation, { afterlife }: Judgement): string[] {
  const { trial } = simulation;
  const wasSetBack = trial.events.some(({ loses }) => loses.includes('redis'));
  const wrong: string[] = [];
  for (const [birth, real] of simulation.afterlife) {
    // What a cache handed out knows nothing of the store.
    if (simulation.truth.get(birth)?.class === 'leaked' && simulation.handedOut.size > 0) continue;
    const said = (name: keyof typeof afterlife): boolean => afterlife[name].includes(birth);
    // What an event of the store may have undone is not the store's doing: there the checkers say nothing.
    if (said('revived') !== real.revived && !(real.revived && wasSetBack)) wrong.push(`${birth} revived`);
    if (said('doubled') !== real.doubled) wrong.push(`${birth} doubled`);
    const doubtUs = trial.operations.some((op) => isSilent(op)) ? UNANSWERED_US : ANSWERED_US;
    const seen = real.overstayedUs > doubtUs && !wasSetBack;
    if (said('overstayed') ? real.overstayedUs === 0 : seen) wrong.push(`${birth} overstayed`);
  }
  return wrong;
}

function isSilent({ speaks, origin }: OperationRecord): boolean {
  return !speaks && origin !== 'final';
}
