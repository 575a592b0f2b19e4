/** The checkers' verdicts against what really happened. */
import type { JournalEntry } from '@session-lab/checkout/protocol';
import type { BirthClass, BirthVerdict, Judgement } from '../checkers/judgement.js';
import type { Simulation } from './simulate.js';
import type { TrueBirth } from './truth.js';

export interface Misjudgement {
  readonly birth: string;
  readonly truth: string;
  readonly verdict: string;
}

export interface Comparison {
  readonly births: number;
  readonly misjudged: readonly Misjudgement[];
  /** Births of which the record could not tell, and the verdict says so. */
  readonly undecided: number;
}

export function compareWithTruth({ truth, trial, undumped }: Simulation, judgement: Judgement): Comparison {
  const verdicts = new Map<string, BirthVerdict[]>();
  for (const verdict of judgement.births) {
    verdicts.set(verdict.birth, [...(verdicts.get(verdict.birth) ?? []), verdict]);
  }
  const lossyEvents = trial.events.filter(({ loses }) => loses.includes('redis')).length;
  const unfinishedMoves = new Set(trial.journals.flatMap(({ entries }) => unfinishedIn(entries)));
  const endUs = Math.max(...trial.operations.map(({ doneUs }) => doneUs), 0);
  const misjudged: Misjudgement[] = [];
  let undecided = 0;
  for (const birth of new Set([...truth.keys(), ...verdicts.keys()])) {
    const real = truth.get(birth);
    const [verdict, ...more] = verdicts.get(birth) ?? [];
    const right = verdict !== undefined && real !== undefined && more.length === 0 && agree(real, verdict);
    if (right) continue;
    if (
      real !== undefined &&
      verdict !== undefined &&
      isHonest(real, verdict, { undumped, lossyEvents, unfinishedMoves, endUs })
    ) {
      undecided += 1;
      continue;
    }
    const said = [verdict, ...more].map((each) => `${each?.class ?? 'none'} (${each?.reason ?? each?.cause ?? ''})`);
    misjudged.push({ birth, truth: `${real?.class ?? 'none'} (${real?.cause ?? ''})`, verdict: said.join(' and ') });
  }
  return { births: truth.size, misjudged, undecided };
}

function unfinishedIn(entries: readonly JournalEntry[]): string[] {
  const moved = new Set(entries.flatMap((entry) => (entry.k === 'moved' ? [entry.op] : [])));
  return entries.flatMap((entry) => (entry.k === 'moving' && !moved.has(entry.op) ? [entry.birth] : []));
}

function agree(real: TrueBirth, verdict: BirthVerdict): boolean {
  return verdict.class === real.class && verdict.cause === real.cause && verdict.knownItems.length === real.known;
}

interface Circumstances {
  readonly undumped: ReadonlySet<string>;
  readonly lossyEvents: number;
  /** Births with a `moving` line that no `moved` line follows. */
  readonly unfinishedMoves: ReadonlySet<string>;
  readonly endUs: number;
}

/** Whether this is one of the cases that no record can decide, and the verdict says which. */
function isHonest(real: TrueBirth, { class: said, reason }: BirthVerdict, around: Circumstances): boolean {
  if (said === 'stale')
    return reason === 'stale, or overwritten' && real.class === 'lostUpdate' && around.lossyEvents > 0;
  if (said !== 'unknown') return false;
  if (reason === 'its store could not be dumped') {
    // A store that was set back unseen may hold it under a key that another jar still has.
    const setBack = real.class === 'orphaned' && around.lossyEvents > 0;
    return around.undumped.has(real.store) && (setBack || !DECIDED_WITHOUT_DUMP.has(real.class));
  }
  if (reason === 'may have expired') return real.expiresUs <= around.endUs + EXPIRY_SLACK_US;
  if (reason === 'its last move may or may not have happened') return around.unfinishedMoves.has(real.birth);
  return real.store === 'redis' && around.lossyEvents > 0;
}

/** What the history alone shows. */
const DECIDED_WITHOUT_DUMP: ReadonlySet<BirthClass> = new Set(['leaked', 'completed', 'misrouted', 'orphaned']);

/** An unanswered operation may have touched a session this much later than it did. */
const EXPIRY_SLACK_US = 600_000;
