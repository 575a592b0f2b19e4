import { describe, expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import type { OperationRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { createDice } from '../plan/dice.js';
import { maxMs, quantileMs } from '../stats/histogram.js';
import { percentileUs, readLog } from './hlog.fixture.js';
import { latencyLog, TAGS } from './hlog.js';
import { addTrialLatency, emptyLatency } from './latency.js';
import { operationOf, trialWith } from './trial.fixture.js';
import { windowsOf } from './windows.js';

const START = 7_000_000_000;
const SECONDS = 30;
const header = {
  ...headerOf({}),
  loadStartUs: START,
  scenario: {
    ...headerOf({}).scenario,
    load: { ...headerOf({}).scenario.load, warmUpMs: 1500, durationMs: SECONDS * 1000 },
    faults: [{ fault: 'node-kill', atMs: 12_250, node: 1 }] as const,
    settleMs: 3000,
  },
};

/** Fourteen thousand operations with latencies from 3 µs to a minute, some of them refused, some sent again. */
function trialOf(): TrialRecord {
  const dice = createDice('hlog');
  const operations = Array.from({ length: 14_000 }, (_, id): OperationRecord => {
    const intendedUs = START + dice.integer(0, SECONDS * 1_000_000 - 1);
    const readyUs = intendedUs + (dice.chance(0.1) ? dice.integer(0, 400_000) : 0);
    const sentUs = readyUs + Math.round(20 * (1 - dice.float()) ** -1.2);
    const doneUs = sentUs + Math.min(60_000_000, Math.round(3 * (1 - dice.float()) ** -2));
    const origin = dice.chance(0.9) ? 'planned' : dice.chance(0.9) ? 'retry' : 'final';
    const outcome = dice.chance(0.95) ? 'ok' : 'fail';
    return operationOf({ id, origin, intendedUs, readyUs, sentUs, doneUs, outcome });
  });
  return trialWith({ header, operations });
}

const trial = trialOf();
const latency = emptyLatency();
addTrialLatency(latency, trial, windowsOf(trial.header.scenario));
const { comments, legend, lines } = readLog(latencyLog(trial));

describe('latency.hlog, read by another implementation', () => {
  it('opens as the format says, and has no empty line', () => {
    expect(comments[0]).toBe('#[Histogram log format version 1.3]');
    expect(comments.at(-1)).toBe('#[StartTime: 1767225600.000 (seconds since epoch), 2026-01-01T00:00:00.000Z]');
    expect(legend).toBe('"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"');
    expect(lines.map(({ fromSeconds }) => fromSeconds)).toEqual(
      lines.map(({ fromSeconds }) => fromSeconds).toSorted((a, b) => a - b),
    );
  });

  it.each(['before', 'fault', 'after'] as const)('has the percentiles of the window "%s", to the digit', (window) => {
    for (const tag of ['response', 'service'] as const) {
      const line = lines.filter((each) => each.tag === `${window}.${tag}`);
      const ours = latency.spans[window][tag];
      expect(line.map(({ count }) => count)).toEqual([ours.totalCount]);
      for (const percentile of [1, 25, 50, 75, 90, 95, 99, 99.9, 100]) {
        expect(percentileUs(line, percentile)).toBe(ours.getValueAtPercentile(percentile));
      }
      expect(percentileUs(line, 99) / 1000).toBe(quantileMs(ours, 0.99));
      expect((line[0]?.maxUs ?? 0) / 1000).toBe(maxMs(ours));
    }
  });

  it('has windows where they were planned, without the warm-up', () => {
    const windows = lines.filter(({ tag }) => tag.endsWith('.response'));
    expect(windows.map(({ tag, fromSeconds, lengthSeconds }) => [tag, fromSeconds, lengthSeconds])).toEqual([
      ['before.response', 1.5, 10.75],
      ['fault.response', 12.25, 3],
      ['after.response', 15.25, 14.75],
    ]);
  });

  it('has every second of load, and adds up to the whole trial', () => {
    // The findings leave the warm-up out, which the log has.
    const fromTheStart = emptyLatency();
    addTrialLatency(fromTheStart, trial, { before: [0, SECONDS * 1000], fault: null, after: null });
    const { overall } = fromTheStart.spans;
    expect(overall.response.totalCount).toBeGreaterThan(latency.spans.overall.response.totalCount);
    const whole = { response: overall.response, service: overall.service, ...fromTheStart };
    for (const tag of TAGS) {
      const seconds = lines.filter((line) => line.tag === tag);
      expect(seconds.map(({ fromSeconds }) => fromSeconds)).toEqual(Array.from({ length: SECONDS }, (_, i) => i));
      for (const percentile of [1, 50, 90, 99, 99.9, 100]) {
        expect(percentileUs(seconds, percentile), `${tag} p${percentile}`).toBe(
          whole[tag].getValueAtPercentile(percentile),
        );
      }
    }
  });
});
