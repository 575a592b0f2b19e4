import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bound, candidates, nextStep, type Tried } from './search.js';

const LIMITS = { start: 4, most: 256 };

/** A closed loop: so many requests at once, each of `serviceMs`, on a cluster that serves at most `peak` a second. */
interface Loop {
  readonly peak: number;
  readonly serviceMs: number;
  readonly targetMs: number;
}

function measure({ peak, serviceMs, targetMs }: Loop, connections: number): Tried {
  const perSecond = Math.min(peak, (connections * 1000) / serviceMs);
  // Little: what is under way is rate × time; the slowest in a hundred wait twice as long.
  const p99Ms = (2 * connections * 1000) / perSecond;
  return { connections, perSecond, meetsTarget: p99Ms <= targetMs };
}

function search(loop: Loop, limits = LIMITS): { bound: Bound; tried: Tried[] } {
  const tried: Tried[] = [];
  for (;;) {
    const step = nextStep(tried, limits);
    if ('bound' in step) return { bound: step.bound, tried };
    tried.push(measure(loop, step.connections));
  }
}
const levels = (tried: readonly Tried[]) => tried.map(({ connections }) => connections);

describe('the search', () => {
  it('stops where more connections bring no more requests, and confirms the fewest that reach the rate', () => {
    // Busy from 10 connections on; the target is far away.
    const { bound, tried } = search({ peak: 2000, serviceMs: 5, targetMs: 500 });
    expect({ bound, levels: levels(tried) }).toEqual({ bound: 'rate', levels: [4, 8, 16, 32, 64] });
    expect(candidates(tried)).toEqual([16, 8, 4]);
  });

  it('halves its way to the highest level that meets the target', () => {
    // p99 is 2 × connections / peak: 50 ms at 50 connections.
    const { bound, tried } = search({ peak: 2000, serviceMs: 20, targetMs: 50 });
    expect({ bound, levels: levels(tried) }).toEqual({ bound: 'target', levels: [4, 8, 16, 32, 64, 45, 54] });
    expect(candidates(tried)[0]).toBe(45);
  });

  it('goes down where the first level misses the target, to one request at a time', () => {
    expect(search({ peak: 1000, serviceMs: 1, targetMs: 4 }).tried.map(({ connections }) => connections)).toEqual([
      4, 2, 3,
    ]);
    const { bound, tried } = search({ peak: 1000, serviceMs: 5, targetMs: 4 });
    expect({ bound, levels: levels(tried) }).toEqual({ bound: 'unreachable', levels: [4, 2, 1] });
    expect(candidates(tried)).toEqual([]);
  });

  it('says that it ran out of connections', () => {
    expect(search({ peak: 1e6, serviceMs: 5, targetMs: 500 })).toMatchObject({ bound: 'connections' });
    expect(search({ peak: 1e6, serviceMs: 5, targetMs: 500 }, { start: 8, most: 2 }).tried).toHaveLength(1);
  });

  it('does not believe a level that meets the target above one that misses it', () => {
    const tried = [
      { connections: 4, perSecond: 400, meetsTarget: true },
      { connections: 8, perSecond: 700, meetsTarget: false },
      { connections: 6, perSecond: 600, meetsTarget: true },
      { connections: 16, perSecond: 900, meetsTarget: true },
    ];
    expect(candidates(tried)).toEqual([6, 4]);
    expect(nextStep(tried, LIMITS)).toEqual({ connections: 7 });
  });

  it('ends, within a level of the best, whatever the cluster', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 50, max: 20_000 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 1000 }),
        (peak, serviceMs, targetMs) => {
          const loop = { peak, serviceMs, targetMs };
          const { bound, tried } = search(loop);
          expect(tried.length).toBeLessThanOrEqual(20);
          expect(new Set(levels(tried)).size).toBe(tried.length);
          const all = Array.from({ length: LIMITS.most }, (_, index) => measure(loop, index + 1));
          const best = Math.max(0, ...all.filter(({ meetsTarget }) => meetsTarget).map(({ perSecond }) => perSecond));
          const [first] = candidates(tried);
          const found = first === undefined ? 0 : measure(loop, first).perSecond;
          expect(bound === 'unreachable').toBe(best === 0);
          // Halving ends within a fifth of the connections, rates within 2 % count as one.
          expect(found * 1.02 * 1.35).toBeGreaterThanOrEqual(best);
        },
      ),
    );
  });
});
