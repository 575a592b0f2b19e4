import { describe, expect, it } from 'vitest';
import type { Contender } from './contender.js';
import { figuresOf, judge } from './figures.js';
import { assertWhole, type Slice } from './measure.js';
import { costSection, lastLine } from './tables.js';

const slice = (contender: Contender, round: number, cpuUs: number): Slice => ({
  contender,
  round,
  sent: 1000,
  right: 1000,
  firstWrong: null,
  recorded: contender === 'autocannon' ? null : 1000,
  cpuUs,
  wallUs: 50_000,
});
/** Three rounds, each slower than the one before by half: for everybody. */
const SLICES = [1, 1.5, 2.25].flatMap((slowness, i) => [
  slice('autocannon', i + 1, 20_000 * slowness),
  slice('driver', i + 1, 25_000 * slowness),
]);

describe('figures', () => {
  it('compare within a round only, so that a slower machine changes no ratio', () => {
    const [bare, driver] = figuresOf(SLICES);
    expect(bare).toMatchObject({ contender: 'autocannon', ratio: null });
    expect(driver?.ratio).toMatchObject({ pairs: 3 });
    for (const value of [driver?.ratio?.median, driver?.ratio?.low, driver?.ratio?.high]) {
      expect(value).toBeCloseTo(0.8, 10);
    }
    expect(driver?.cpuUsPerRequest).toEqual({ median: 37.5, least: 25, most: 56.25 });
    expect(Math.round(driver?.perCpuSecond.median ?? 0)).toBe(26_667);
    expect(driver?.perSecond.median).toBe(20_000);
  });

  it('are said with their spread, in one sentence, and as the last line', () => {
    const figures = figuresOf(SLICES);
    const [, sentences] = costSection(figures, 3).blocks;
    expect(sentences).toEqual({
      sentences: [
        'The driver sends 0.80 (0.80–0.80) × as many requests per CPU-second as a bare autocannon, and checks every answer. That is at least the 0.6 that was wanted.',
      ],
    });
    expect(lastLine(figures)).toBe('driver/autocannon ratio 0.80');
  });

  it.each([
    [{ pairs: 9, median: 0.7, low: 0.61, high: 0.8 }, 'met'],
    [{ pairs: 9, median: 0.7, low: 0.55, high: 0.8 }, 'undecided'],
    [{ pairs: 9, median: 0.5, low: 0.4, high: 0.59 }, 'not met'],
    [{ pairs: 1, median: 0.9, low: null, high: null }, 'undecided'],
    [null, 'undecided'],
  ] as const)('%j is %s', (ratio, kept) => {
    expect(judge(ratio)).toBe(kept);
  });
});

describe('a slice', () => {
  const whole = slice('driver', 1, 1);
  it('counts where sender, server and history agree to the last request', () => {
    expect(() => assertWhole('driver', whole, 1000)).not.toThrow();
    expect(() => assertWhole('autocannon', { ...whole, recorded: null }, 1000)).not.toThrow();
  });
  it.each([
    ['the server counts another', whole, 999],
    ['an answer is missing', { ...whole, right: 999 }, 1000],
    ['a line is missing', { ...whole, recorded: 999 }, 1000],
    ['an answer was wrong', { ...whole, firstWrong: 'a stranger’s session' }, 1000],
  ])('is void where %s', (_what, result, counted) => {
    expect(() => assertWhole('driver', result, counted)).toThrow(
      expect.objectContaining({ code: 'LAB_MEASUREMENT_VOID' }),
    );
  });
});
