import { describe, expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import { judge } from '../checkers/judge.js';
import type { MachineWatch, SampleRecord, SkipRecord } from '../history/records.js';
import { sampleDesign } from '../reporters/samples/design.js';
import type { DesignFindings } from './findings.js';
import { trialWith } from './trial.fixture.js';
import { type Trouble, troublesOf } from './troubles.js';
import type { WarningInput } from './warning.js';
import { WARNING_CODES, type WarningCode } from './warning-codes.js';
import { WARNINGS } from './warnings.js';

const QUIET: MachineWatch = {
  suspendedMs: 0,
  clockStepMs: 0,
  throttledMs: 0,
  hotCores: 0,
  clockCeiling: 1,
  diskFreeBytes: 50e9,
  battery: null,
};
const SILENT: MachineWatch = { ...QUIET, suspendedMs: null, throttledMs: null, hotCores: null, clockCeiling: null };

function inputOf(
  watches: readonly Partial<MachineWatch>[],
  findings: Partial<DesignFindings> = {},
  sample: Partial<SampleRecord> = {},
): WarningInput {
  const samples = watches.map(
    (watch, second): SampleRecord => ({
      kind: 'sample',
      t: second * 1_000_000,
      processes: {},
      machineCpu: 0.3,
      steal: 0,
      generatorCores: 0.3,
      ...sample,
      machine: { ...QUIET, ...watch },
    }),
  );
  const trial = trialWith({ samples, end: null });
  return {
    findings: sampleDesign(findings),
    judged: [{ trial, judgement: { ...judge(trial), doubts: [] } }],
    predictions: [],
    troubles: [],
  };
}

const given = (input: WarningInput): WarningCode[] =>
  WARNING_CODES.filter((code) => WARNINGS[code].check(input) !== null);
const words = (code: WarningCode, input: WarningInput): string | null => WARNINGS[code].check(input);

describe('the closed list of warnings', () => {
  it('gives none on a quiet machine, nor on one that tells nothing', () => {
    expect(given(inputOf([{}, {}, {}]))).toEqual([]);
    expect(given(inputOf([SILENT, SILENT]))).toEqual([]);
    expect(given(inputOf([]))).toEqual([]);
  });

  it.each<[WarningCode, readonly Partial<MachineWatch>[], string]>([
    ['machine-suspended', [{}, { suspendedMs: 90_000 }], 'the machine slept for 90 s in the middle of it'],
    [
      'clock-stepped',
      [{}, { clockStepMs: 3_600_000 }],
      'the wall clock was set by +3,600 s: no duration and no order depends on it',
    ],
    [
      'clock-stepped',
      [{}, { clockStepMs: 3_600_000 }, { clockStepMs: 40 }],
      'the wall clock was set by +3,600 s: no duration and no order depends on it',
    ],
    [
      'clock-stepped',
      [{}, { clockStepMs: -1200 }],
      'the wall clock was set by −1.2 s: no duration and no order depends on it',
    ],
    ['machine-throttled', [{}, { throttledMs: 2500 }], "a CPU quota held the lab's processes back for 2.5 s"],
    ['machine-throttled', [{}, { hotCores: 3 }], 'cores were slowed down 3 times because they were too hot'],
    [
      'machine-throttled',
      [{ clockCeiling: 0.9 }, { clockCeiling: 0.5 }, { clockCeiling: 0.9 }],
      'the clock of the CPU was held down to 50.0 % of its highest',
    ],
    ['disk-low', [{}, { diskFreeBytes: 300e6 }, {}], 'the disk had only 300 MB left'],
    ['battery-low', [{ battery: 0.12 }], 'the machine ran on a battery that had 12.0 % left'],
  ])('%s: %j', (code, watches, message) => {
    expect(given(inputOf(watches))).toEqual([code]);
    expect(words(code, inputOf(watches))).toBe(message);
  });

  it.each<[Trouble['code'], string]>([
    ['generator-stalled', 'it stood still'],
    ['generator-lag', 'it was late'],
    ['generator-crowded', 'it was pinned'],
    ['generator-busy', 'it had no time'],
    ['machine-busy', 'the machine was full'],
  ])('%s: what makes latency void is said with advice, of several trials by their blocks', (code, what) => {
    const trouble = (figures: string): Trouble => ({ code, what, figures });
    const quiet = inputOf([{}]);
    expect(words(code, quiet)).toBeNull();
    const one = { ...quiet, troubles: [{ design: 'stateful', block: 1, troubles: [trouble('99 of 10')] }] };
    expect(given(one)).toEqual([code]);
    expect(words(code, one)).toBe(`${what}: 99 of 10; latency is void`);
    const troubles = [1, 2, 3, 4, 5, 6].map((block) => ({
      design: 'stateful',
      block,
      troubles: block > 1 && block < 6 ? [trouble(`${block} of 1`)] : [],
    }));
    expect(words(code, { ...quiet, troubles })).toBe(
      `${what} in 4 of 6 trials, whose blocks have void latency: block 2: 2 of 1; block 3: 3 of 1; block 4: 4 of 1; and 1 more`,
    );
  });

  it.each<[WarningCode, Partial<DesignFindings>, string]>([
    [
      'rate-not-reached',
      { requests: { ...sampleDesign().requests, achievedPerSecond: 300 } },
      '300 of 431 requests/s were sent while the plan offered them',
    ],
    [
      'unsteady',
      { steadiness: [{ block: 1, verdict: 'unsteady', change: 0.31, p: 0.0004, slices: 12, reason: null }] },
      'response times were still changing in the window before the first fault, bound 10.0 % over it: +31.0 %, p below 0.001',
    ],
  ])('%s', (code, findings, message) => {
    expect(given(inputOf([{}], findings))).toEqual([code]);
    expect(words(code, inputOf([{}], findings))).toBe(message);
  });

  it('takes what lost sessions leave unsent for no want of speed, and what the end cut off for one', () => {
    const requests = { ...sampleDesign().requests, offeredPerSecond: 100, achievedPerSecond: 60 };
    const { loadStartUs, scenario } = headerOf({});
    const skippedBy = (reason: SkipRecord['reason']): WarningInput => {
      const skips = Array.from(
        { length: (40 * scenario.load.durationMs) / 1000 },
        (_, id): SkipRecord => ({
          kind: 'skip',
          t: 0,
          id,
          origin: 'planned',
          shopper: id,
          step: 'pay',
          intendedUs: loadStartUs + 30_000_000 + id,
          reason,
        }),
      );
      const trial = trialWith({ skips, end: null });
      return {
        ...inputOf([{}], { requests }),
        judged: [{ trial, judgement: { ...judge(trial), doubts: [] } }],
      };
    };
    expect(words('rate-not-reached', skippedBy('started-over'))).toBeNull();
    expect(words('rate-not-reached', skippedBy('cut-off'))).toContain('60 of 100 requests/s');
  });

  it('tells a pinned generator from a busy machine', () => {
    const codesOf = (sample: Partial<SampleRecord>) => {
      const { judged } = inputOf([{}, {}], {}, sample);
      return judged.flatMap(({ trial }) => troublesOf(trial).troubles.map(({ code }) => code));
    };
    expect(codesOf({ generatorCores: 0.97 })).toEqual(['generator-crowded']);
    expect(codesOf({ machineCpu: 0.9, generatorCores: 0.9 })).toEqual(['machine-busy']);
  });
});
