/**
 * What the verdicts of latency do on real measurements: one design against itself, and two of known difference. The short
 * series run on a stand-in of one server; the long ones (`npm run test:long -- acceptance/blocks`) take 20 min.
 */
import { expect, it } from 'vitest';
import { comparisonsOf } from '../analysis/comparison.js';
import { blockRatios, metricsOf } from '../analysis/comparison-blocks.js';
import { windowsOf } from '../analysis/windows.js';
import { againstItself } from '../commands/noise.js';
import type { TrialRecord } from '../history/trial.js';
import { DESIGNS } from '../scenario/designs.js';
import type { LoadSpec } from '../scenario/scenario.js';
import { effectOf, effectVerdict } from '../stats/effect.js';
import { withBlocks } from './blocks.fixture.js';
import { installedDriver, LONG, SHORT_LOAD, scenarioOf } from './rig.js';
import { standInDriver } from './stand-in.fixture.js';

/** Journeys of a fifth of a second. */
const BRISK_LOAD: LoadSpec = {
  ...SHORT_LOAD,
  ratePerSecond: 250,
  durationMs: 900,
  warmUpMs: 100,
  thinkMs: 20,
  heartbeats: 0,
  handOffShare: 0,
  signOutShare: 0,
};

/** The blocks of a series, cut into repetitions of so many. */
function repetitions(trials: readonly TrialRecord[], blocks: number): TrialRecord[][] {
  const last = Math.max(...trials.map(({ header }) => header.block));
  return Array.from({ length: last / blocks }, (_, i) =>
    trials.filter(({ header }) => Math.ceil(header.block / blocks) === i + 1),
  );
}

it('finds a design better than itself in at most 1 of 3 repetitions of two blocks', async () => {
  const scenario = againstItself(scenarioOf(['stateful'], { load: BRISK_LOAD }), DESIGNS.stateful);
  await withBlocks(
    scenario,
    6,
    standInDriver(() => 4),
    ({ trials, discarded }) => {
      expect(discarded).toBe('stateful');
      expect(trials).toHaveLength(12);
      const metrics = metricsOf(windowsOf(scenario)).slice(0, 1);
      const verdicts = repetitions(trials, 2).map((repetition) => {
        // Past the rule that voids a block: what chance does must hold on a busy machine, too.
        const logs = [...new Set(repetition.map(({ header }) => header.block))].flatMap((block) => {
          const [first, second] = scenario.designs.map(({ name }) =>
            repetition.find(({ header }) => header.block === block && header.design.name === name),
          ) as [TrialRecord, TrialRecord];
          return blockRatios(first, second, metrics).map((one) => ('ratio' in one ? Math.log(one.ratio) : Number.NaN));
        });
        expect(logs).toHaveLength(2);
        expect(logs.every(Number.isFinite)).toBe(true);
        const effect = effectOf(logs);
        return effect === null ? 'not judged' : effectVerdict(effect);
      });
      expect(verdicts).toHaveLength(3);
      // Once in a hundred times chance alone does; twice of three, once in three thousand.
      expect(verdicts.filter((verdict) => verdict === 'better').length).toBeLessThanOrEqual(1);
      expect(verdicts).not.toContain('not judged');
    },
  );
});

it.runIf(LONG)(
  'finds a design better than itself in at most 2 of 20 repetitions',
  async () => {
    const short = scenarioOf(['stateless'], {
      load: { ...SHORT_LOAD, ratePerSecond: 200, durationMs: 4000, thinkMs: 100 },
    });
    const scenario = againstItself(short, DESIGNS.stateless);
    await withBlocks(scenario, 80, installedDriver(), ({ trials }) => {
      const verdicts = repetitions(trials, 4).map((repetition) => comparisonsOf(scenario, repetition));
      expect(verdicts).toHaveLength(20);
      // Otherwise the machine was too busy for the series to say anything.
      const judged = verdicts.filter(([primary]) => primary?.verdict !== 'not judged');
      expect(judged.length).toBeGreaterThanOrEqual(15);
      const wrong = verdicts.filter((all) => all.some(({ verdict }) => verdict === 'better'));
      expect(wrong.length).toBeLessThanOrEqual(2);
    });
  },
  3_600_000,
);

it.runIf(LONG)(
  'tells a difference of 20 % in p50 by ten blocks',
  async () => {
    const scenario = scenarioOf(['stateful', 'stateless'], {
      // A journey has to end within the load although every answer takes its time.
      load: { ...BRISK_LOAD, thinkMs: 200, durationMs: 6000, warmUpMs: 1500 },
    });
    const delayMs = (design: string): number => (design === 'stateful' ? 40 : 48);
    await withBlocks(scenario, 10, standInDriver(delayMs), ({ trials }) => {
      const [primary] = comparisonsOf(scenario, trials);
      expect(primary, primary?.detail ?? '').toMatchObject({
        metric: 'response p50',
        verdict: 'better',
        better: 'stateful',
      });
      expect(primary?.ratio).toBeGreaterThan(1.15);
      expect(primary?.ratio).toBeLessThan(1.25);
    });
  },
  600_000,
);
