/** Sessions sealed in their cookies: no node and no store can lose them, and a browser that drops a cookie does. */
import { parseRanges } from '@session-lab/checkout/protocol';
import { expect, it } from 'vitest';
import type { BirthVerdict } from '../checkers/judgement.js';
import { type Acceptance, broken, contradicted, NOTHING_LOST, runScenario, SHORT_LOAD, scenarioOf } from './rig.js';

const DESIGN = 'stateless-sealed';
const LOAD = { ...SHORT_LOAD, ratePerSecond: 200, durationMs: 5000 };
/** With the items of a whole journey, a session is then longer than a cookie may be. */
const ITEM_BYTES = 700;

const holdsTogether = ({ of }: Acceptance): void => {
  expect(broken(of(DESIGN))).toEqual([]);
  expect(contradicted(of(DESIGN))).toEqual([]);
  expect(of(DESIGN).judgement.executedTwice).toEqual([]);
};

/** By hand: items that answers acknowledged and no jar held in the end, of these births. */
function missingFromJars({ of }: Acceptance, isCounted: (birth: BirthVerdict | undefined) => boolean): number[] {
  const { trial, judgement } = of(DESIGN);
  const inJars = new Map(trial.dumps.flatMap(({ sessions }) => sessions ?? []).map((line) => [line.birth, line.items]));
  const verdicts = new Map([...judgement.births].map((each) => [each.birth, each]));
  const missing = trial.operations.flatMap(({ outcome, item, birth, origin }) => {
    if (outcome !== 'ok' || item === null || birth === null || origin === 'final') return [];
    if (!isCounted(verdicts.get(birth))) return [];
    return parseRanges(inJars.get(birth) ?? '').includes(item) ? [] : [item];
  });
  expect(missing.length).toBeGreaterThan(5);
  return missing.sort((a, b) => a - b);
}

function lostItems({ of }: Acceptance, isCounted: (birth: BirthVerdict) => boolean): number[] {
  const counted = of(DESIGN).judgement.births.filter(isCounted);
  return counted.flatMap((birth) => birth.lostItems).sort((a, b) => a - b);
}

it('loses nothing without a fault, and its sums agree', async () => {
  const acceptance = await runScenario(scenarioOf([DESIGN], { load: LOAD }), 1);
  holdsTogether(acceptance);
  const { trial, judgement } = acceptance.of(DESIGN);
  expect(judgement.sessions).toMatchObject(NOTHING_LOST);
  expect(judgement.writes.lost).toBe(0);
  const sent = trial.operations.filter(({ origin }) => origin !== 'final');
  const journalled = trial.journals.flatMap(({ entries }) => entries.filter((entry) => entry.k === 'op')).length;
  expect(journalled).toBe(trial.operations.length);
  expect(trial.end?.balancer).toMatchObject({ requests: sent.length, ownAnswers: 0 });
  expect(trial.dumps).toMatchObject([{ store: 'jars', reason: null }]);
  const handOffs = sent.filter(({ step }) => step === 'handOff');
  expect(handOffs.length).toBeGreaterThan(0);
  expect(judgement.sessions.handoffFailed).toBe(handOffs.length);
  expect(sent.filter(({ step }) => step === 'claim')).toEqual([]);
  expect(acceptance.findings.verdict).toBe('pass');
}, 60_000);

it('loses nothing when a node is killed', async () => {
  const scenario = scenarioOf([DESIGN], { load: LOAD, faults: [{ fault: 'node-kill', atMs: 2500, node: 2 }] });
  const acceptance = await runScenario(scenario, 1);
  holdsTogether(acceptance);
  expect(acceptance.of(DESIGN).trial.events.find(({ what }) => what === 'node-killed')).toMatchObject({ loses: [] });
  const { sessions } = acceptance.of(DESIGN).judgement;
  expect(sessions.atRisk).toBeGreaterThan(5);
  expect(sessions).toMatchObject({
    ...NOTHING_LOST,
    indeterminateBirth: expect.any(Number),
    orphaned: { overwritten: 0 },
  });
}, 60_000);

it('loses what a browser drops, names it, and counts it as a recount from the history does', async () => {
  const scenario = scenarioOf([DESIGN], { load: LOAD });
  const acceptance = await runScenario({ ...scenario, cluster: { ...scenario.cluster, itemBytes: ITEM_BYTES } }, 1);
  holdsTogether(acceptance);
  const { trial, judgement } = acceptance.of(DESIGN);
  const dropped = trial.jars.filter(({ reason }) => reason === 'cookie-dropped');
  expect(dropped.length).toBeGreaterThan(10);
  expect(judgement.sessions).toMatchObject({ ...NOTHING_LOST, stale: expect.any(Number) });
  expect(judgement.sessions.stale).toBeGreaterThan(5);

  // A receipt answers for its journey: what the jar holds of it is another matter.
  const isOpen = (birth: BirthVerdict | undefined) => birth?.class !== 'completed';
  expect(lostItems(acceptance, isOpen)).toEqual(missingFromJars(acceptance, isOpen));
  const warning = acceptance.findings.warnings.find(({ code }) => code === 'cookie-dropped');
  expect(warning?.message).toContain(`${dropped.length} session cookies were longer than the 4,096 bytes`);
}, 60_000);

it('loses the older of two updates at once, and counts them as a recount does', async () => {
  // Nobody logs out: then what a receipt lists is what the jar holds.
  const acceptance = await runScenario(scenarioOf([DESIGN], { load: { ...LOAD, tabs: 4, signOutShare: 0 } }), 1);
  holdsTogether(acceptance);
  const { sessions, writes, births } = acceptance.of(DESIGN).judgement;
  expect(sessions).toMatchObject({ ...NOTHING_LOST, lostUpdate: expect.any(Number) });
  expect(lostItems(acceptance, () => true)).toEqual(missingFromJars(acceptance, () => true));
  expect(writes.lost).toBe([...births].flatMap((birth) => birth.overwrittenItems).length);
}, 60_000);
