/** The checkers against a simulated cluster of known truth. */
import { describe, expect, it } from 'vitest';
import { CLAUSES, type Clause } from '../checkers/clauses.js';
import { judge } from '../checkers/judge.js';
import type { BirthClass } from '../checkers/judgement.js';
import { misjudgedAfterlives } from './afterlife.js';
import { mayBeOpen } from './allowances.js';
import { compareWithTruth, type Misjudgement } from './compare.js';
import { type Simulation, simulate } from './simulate.js';

const SCENARIOS = 10_000;

describe('checkers on simulated trials', () => {
  it(`misjudge no birth in ${SCENARIOS} random scenarios, and rarely have to say that they cannot know`, () => {
    let births = 0;
    let undecided = 0;
    const misjudged: (Misjudgement & { seed: number })[] = [];
    const openIdentities: string[] = [];
    const wrongAfterlives: string[] = [];
    const lives = { revived: 0, overstayed: 0, doubled: 0 };
    const classes = new Set<BirthClass>();
    for (let seed = 1; seed <= SCENARIOS; seed += 1) {
      const simulation = simulate(seed);
      const judgement = judge(simulation.trial);
      const comparison = compareWithTruth(simulation, judgement);
      births += comparison.births;
      wrongAfterlives.push(...misjudgedAfterlives(simulation, judgement).map((each) => `seed ${seed}: ${each}`));
      for (const name of ['revived', 'overstayed', 'doubled'] as const) lives[name] += judgement.afterlife[name].length;
      undecided += comparison.undecided;
      misjudged.push(...comparison.misjudged.map((each) => ({ ...each, seed })));
      for (const real of simulation.truth.values()) classes.add(real.class);
      for (const identity of judgement.identities) {
        if (identity.holds || mayBeOpen(identity, simulation, judgement)) continue;
        openIdentities.push(`seed ${seed}: ${identity.name}: ${identity.detail}`);
      }
      const executed = judgement.identities.find(({ name }) => name === 'operations executed');
      expect([executed?.holds, executed?.detail.includes('unexplained = 0')]).toEqual(
        simulation.handedOut.size === 0 ? [true, true] : [false, false],
      );
    }
    expect(misjudged).toEqual([]);
    expect(wrongAfterlives).toEqual([]);
    for (const found of Object.values(lives)) expect(found).toBeGreaterThan(50);
    expect(openIdentities).toEqual([]);
    expect(births).toBeGreaterThan(50_000);
    expect(undecided / births).toBeLessThan(0.03);
    expect([...classes].sort()).toEqual([
      'completed',
      'destroyed',
      'expired',
      'intact',
      'leaked',
      'lostUpdate',
      'misrouted',
      'orphaned',
      'stale',
    ]);
  }, 300_000);

  it('give the same record and the same judgement for the same seed', () => {
    const again = simulate(452);
    expect(again).toEqual(simulate(452));
    expect(judge(again.trial)).toEqual(judge(simulate(452).trial));
    expect(simulate(453).trial).not.toEqual(again.trial);
  });
});

const simulations: Simulation[] = Array.from({ length: 2500 }, (_, i) => simulate(i + 1));

describe('a store that keeps a file', () => {
  it('loses at its kill: at the restart, whoever started over in between would have nothing left to lose', () => {
    const late = simulations.map((simulation) => lossAtRestart(simulation));
    const misjudged = late.flatMap((simulation) => compareWithTruth(simulation, judge(simulation.trial)).misjudged);
    const dropped = misjudged.filter(({ verdict }) => verdict === 'orphaned (dropped)');
    expect(dropped.length).toBeGreaterThan(10);
    expect(new Set(dropped.map(({ truth }) => truth))).toEqual(new Set(['destroyed ()']));
  }, 120_000);
});

/** The same record, with the loss written down where the file is read. */
function lossAtRestart({ trial, ...more }: Simulation): Simulation {
  if (trial.header.scenario.cluster.persistence === 'none') return { trial, ...more };
  const moved = { 'store-killed': [], 'store-started': ['redis'] } as const;
  const events = trial.events.map((event) =>
    event.what === 'store-killed' || event.what === 'store-started' ? { ...event, loses: moved[event.what] } : event,
  );
  return { trial: { ...trial, events }, ...more };
}

describe('every clause of the rules is needed', () => {
  it.each(Object.entries(CLAUSES) as [Clause, string][])(
    '%s: %s',
    (clause) => {
      const without = new Set([clause]);
      const misjudged = simulations.flatMap(
        (simulation) => compareWithTruth(simulation, judge(simulation.trial, without)).misjudged,
      );
      expect(misjudged.length).toBeGreaterThan(0);
    },
    120_000,
  );
});
