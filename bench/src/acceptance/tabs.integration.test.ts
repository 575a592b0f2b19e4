/**
 * Four tabs choose a plan at the same moment: stores that write only what changed keep all four, and what the others lose
 * is counted exactly, by a recount from the bare answers.
 */
import { parseRanges } from '@session-lab/checkout/protocol';
import { expect, it } from 'vitest';
import type { DesignName } from '../scenario/designs.js';
import { broken, type Judged, runScenario, SHORT_LOAD, scenarioOf } from './rig.js';

const TABS = 4;
const OURS = ['stateful', 'stateless'] as const;
const OTHERS = ['stateful-naive', 'stateless-blob'] as const;
const scenario = scenarioOf([...OURS, ...OTHERS], {
  // Nobody logs out: every session is there to be recounted.
  load: { ...SHORT_LOAD, ratePerSecond: 200, durationMs: 4500, signOutShare: 0, tabs: TABS },
});

/** Acknowledged items by birth: an ok answer to a write that names it. */
function acknowledged({ trial }: Judged): Map<string, Set<number>> {
  const items = new Map<string, Set<number>>();
  for (const { item, birth, outcome, origin } of trial.operations) {
    if (item === null || birth === null || outcome !== 'ok' || origin === 'final') continue;
    items.set(birth, (items.get(birth) ?? new Set()).add(item));
  }
  return items;
}

/** Births whose final read, or whose dump, misses something acknowledged, with how much. */
function recount(judged: Judged, by: 'final read' | 'dump'): Map<string, number> {
  const { operations, dumps } = judged.trial;
  const held = new Map<string, Set<number>>(
    by === 'dump'
      ? dumps.flatMap(({ sessions }) =>
          (sessions ?? []).map(({ birth, items }) => [birth, new Set(parseRanges(items))]),
        )
      : operations
          .filter(({ origin, speaks }) => origin === 'final' && speaks)
          .flatMap(({ birth, items }) => (birth === null ? [] : [[birth, new Set(parseRanges(items))]])),
  );
  const missing = new Map<string, number>();
  for (const [birth, items] of acknowledged(judged)) {
    const there = held.get(birth);
    if (there === undefined) continue;
    const gone = [...items].filter((item) => !there.has(item)).length;
    if (gone > 0) missing.set(birth, gone);
  }
  return missing;
}

/**
 * A tab that is answered after the receipt was asked for may still overwrite what the receipt lists. That is after the
 * checkout was complete, and the count of its lost writes is as of the receipt.
 */
function lateBirths({ trial }: Judged): Set<string> {
  const paidUs = new Map<string, number>();
  for (const { birth, receipt, sentUs } of trial.operations) {
    if (birth !== null && receipt && !paidUs.has(birth)) paidUs.set(birth, sentUs);
  }
  const late = trial.operations.filter(
    ({ birth, step, doneUs }) =>
      birth !== null && step === 'plan' && doneUs > (paidUs.get(birth) ?? Number.POSITIVE_INFINITY),
  );
  return new Set(late.flatMap(({ birth }) => birth ?? []));
}

const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, n) => sum + n, 0);

it('keeps all four writes in both variants, and counts exactly what the others overwrite', async () => {
  const { of, findings } = await runScenario(scenario, 1);
  for (const design of [...OURS, ...OTHERS] satisfies DesignName[]) {
    const judged = of(design);
    expect(broken(judged), design).toEqual([]);
    expect(judged.trial.operations.filter(({ step, origin }) => step === 'plan' && origin === 'planned').length).toBe(
      TABS * new Set(judged.trial.operations.map(({ shopper }) => shopper)).size,
    );
    const { sessions, writes, births } = judged.judgement;
    expect(sessions, design).toMatchObject({ lost: 0, leaked: 0, unknown: 0, stale: 0, doubled: 0 });
    // Birth by birth, by the final reads and by the dump, which are two independent looks.
    const late = lateBirths(judged);
    const timely = (counts: ReadonlyMap<string, number>) => new Map([...counts].filter(([birth]) => !late.has(birth)));
    const said = new Map(
      [...births].flatMap(({ birth, lostItems: { length } }) => (length > 0 ? [[birth, length]] : [])),
    );
    const byDump = timely(recount(judged, 'dump'));
    expect(timely(said), design).toEqual(byDump);
    const byReads = timely(recount(judged, 'final read'));
    for (const [birth, n] of byReads) expect([birth, said.get(birth)], design).toEqual([birth, n]);
    expect(late.size, design).toBeLessThan(births.length / 4);
    expect(writes, design).toMatchObject({ lost: total(said), overwritten: total(said), sessions: said.size });
  }
  for (const design of OURS) {
    expect(of(design).judgement.writes).toMatchObject({ lost: 0, overwritten: 0 });
    expect(of(design).judgement.sessions).toMatchObject({ lostUpdate: 0, revived: 0, overstayed: 0 });
  }
  // Every tab was answered beside the others: a store that keeps whole sessions shows it.
  expect(of('stateless-blob').judgement.writes.overwritten).toBeGreaterThan(20);
  expect(findings.designs['stateless-blob']?.writes.overwritten).toBe(
    of('stateless-blob').judgement.writes.overwritten,
  );
}, 120_000);
