/** A stage of the self-test: an experiment, and the truths that its evidence is held against. */
import { CPU_BOUND, STEAL_BOUND } from '../analysis/bounds.js';
import { stealShare } from '../analysis/resources.js';
import type { Evidence, Experiment } from './experiment.js';
import { quantileOf } from './orders.js';
import { exactly, identical, type Truth, theSame } from './truth.js';

export interface Stage {
  readonly title: string;
  readonly experiment: Experiment;
  /** Pure. */
  readonly truths: (evidence: Evidence) => Truth[];
  /** Why what was ordered may not have come about as planned; null: it has. Pure. */
  readonly doubt?: (evidence: Evidence) => string | null;
}

/**
 * The truths of a stage, held against its evidence. On a busy machine, what was ordered may not have come about as planned:
 * then nothing is called wrong. An idle one excuses nothing.
 */
export function judged({ truths, doubt }: Stage, evidence: Evidence): Truth[] {
  const all = truths(evidence);
  const note = wasBusy(evidence) ? (unsentOf(evidence) ?? doubt?.(evidence) ?? null) : null;
  if (note === null) return all;
  return all.map((truth) => (truth.verdict === 'wrong' ? { ...truth, verdict: 'unknown', note } : truth));
}

/** By others, or by the hypervisor; also where the system does not tell. */
function wasBusy({ trial, findings: { machineCpuShare } }: Evidence): boolean {
  if (machineCpuShare === null || machineCpuShare > CPU_BOUND) return true;
  return (stealShare([trial]) ?? 0) > STEAL_BOUND;
}

/** Where the load ended before everything was sent, the lab calls its own counts unknown. */
function unsentOf({ trial }: Evidence): string | null {
  const unsent = trial.skips.filter(({ reason }) => reason === 'cut-off').length;
  if (unsent === 0) return null;
  return `the machine was too busy: ${unsent} planned operations were not sent before the load ended`;
}

/** What every experiment must show, whatever its server does. */
export function alwaysTrue({ plan }: Experiment, { trial }: Evidence): Truth[] {
  const short = (hash: string): string => hash.slice(0, 8);
  return [
    identical('the generator ran the very plan', short(plan.hash), short(trial.header.planHash)),
    exactly('planned operations accounted for', plan.operations, accountedFor(trial)),
  ];
}

/** Sent or skipped, each once. */
function accountedFor({ operations, skips }: Evidence['trial']): number {
  const ids = [...operations, ...skips].filter(({ origin }) => origin === 'planned').map(({ id }) => id);
  return new Set(ids).size;
}

/** Equations of the judgement that do not close, by name. */
export function openEquations({ judgement }: Evidence): string[] {
  return judgement.identities.filter(({ holds }) => !holds).map(({ name }) => name);
}

/** Equations that must not close, and no other: what was done behind the lab's back. */
export function onlyOpen(evidence: Evidence, wanted: readonly string[]): Truth {
  const which = wanted.length === 0 ? '' : ` (${wanted.join('; ')})`;
  return theSame(`sums that do not close${which}`, wanted, openEquations(evidence));
}

/** Sessions of any class that nothing in the orders accounts for. */
export function nothingElse(
  { findings: { sessions } }: Evidence,
  allowed: Readonly<Partial<Record<'destroyed' | 'stale' | 'leaked' | 'neverArrived' | 'indeterminateBirth', number>>>,
): Truth {
  const { destroyed, misrouted, stale, leaked, lostUpdate, expired, unknown, revived, overstayed, doubled, orphaned } =
    sessions;
  const { neverArrived, overwritten, dropped } = orphaned;
  const others = misrouted + lostUpdate + expired + unknown + revived + overstayed + doubled + overwritten + dropped;
  const beyond =
    Math.abs(destroyed - (allowed.destroyed ?? 0)) +
    Math.abs(stale - (allowed.stale ?? 0)) +
    Math.abs(leaked - (allowed.leaked ?? 0)) +
    Math.abs(neverArrived - (allowed.neverArrived ?? 0)) +
    Math.abs(sessions.indeterminateBirth - (allowed.indeterminateBirth ?? 0));
  return exactly('sessions in any other class of trouble', 0, others + beyond);
}

/** A known server that was this much later than it was told to be cannot tell what is true. */
const OWN_LATENESS_MS = 0.25;

/**
 * Why the latency of a known server is not known after all; null: it is. A busy machine delays the server, too, and no
 * measuring instrument can be held to a truth that is none.
 */
export function doubtOf({ findings, witness }: Evidence, quantile: number, delayMs: number): string | null {
  const heldMs = (quantileOf(witness.heldUs, quantile) ?? 0) / 1000;
  if (heldMs - delayMs > OWN_LATENESS_MS) {
    return `the machine was busy: by its own record the server itself took ${heldMs.toFixed(1)} ms`;
  }
  const busy = findings.machineCpuShare;
  if (busy === null || busy <= CPU_BOUND) return null;
  return `the machine was ${Math.round(busy * 100)} % busy, by others: repeat it when they are quiet`;
}
