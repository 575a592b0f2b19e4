/** The checkers' verdicts against what really happened. */
import type { BirthVerdict, Judgement } from '../checkers/judgement.js';
import { circumstancesOf, isHonest } from './honest.js';
import type { Simulation } from './simulate.js';
import type { TrueBirth } from './truth.js';

export interface Misjudgement {
  readonly birth: string;
  readonly truth: string;
  readonly verdict: string;
  /** In short, to be counted: `intact called misrouted`. */
  readonly kind: string;
}

export interface Comparison {
  readonly births: number;
  readonly misjudged: readonly Misjudgement[];
  /** Births of which the record could not tell, and the verdict says so. */
  readonly undecided: number;
}

export function compareWithTruth(simulation: Simulation, judgement: Judgement): Comparison {
  const { truth } = simulation;
  const verdicts = new Map<string, BirthVerdict[]>();
  for (const verdict of judgement.births) {
    verdicts.set(verdict.birth, [...(verdicts.get(verdict.birth) ?? []), verdict]);
  }
  const around = circumstancesOf(simulation);
  const misjudged: Misjudgement[] = [];
  let undecided = 0;
  for (const birth of new Set([...truth.keys(), ...verdicts.keys()])) {
    const real = truth.get(birth);
    const [verdict, ...more] = verdicts.get(birth) ?? [];
    const right = verdict !== undefined && real !== undefined && more.length === 0 && agree(real, verdict);
    if (right) continue;
    if (real !== undefined && verdict !== undefined && isHonest(real, verdict, around)) {
      undecided += 1;
      continue;
    }
    const said = [verdict, ...more].map((each) => `${each?.class ?? 'none'} (${each?.reason ?? each?.cause ?? ''})`);
    misjudged.push({
      birth,
      truth: `${real?.class ?? 'none'} (${real?.cause ?? ''})`,
      verdict: said.join(' and '),
      kind: kindOf(real?.class, verdict?.class),
    });
  }
  return { births: truth.size, misjudged, undecided };
}

function kindOf(real: string | undefined, said: string | undefined): string {
  return real === said ? `${real} for another reason` : `${real ?? 'unclassed'} called ${said ?? 'nothing'}`;
}

function agree(real: TrueBirth, verdict: BirthVerdict): boolean {
  return verdict.class === real.class && verdict.cause === real.cause && verdict.knownItems.length === real.known;
}
