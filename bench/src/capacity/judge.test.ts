import { describe, expect, it } from 'vitest';
import { LAW, probeOf, trialsOfLaw, WEIGHT } from './findings.fixture.js';
import type { CapacityTrial, Probe } from './findings.js';
import { designCapacity, saturatedIn } from './judge.js';

const lawOf = (trials: readonly CapacityTrial[]) => designCapacity(trials, WEIGHT).law;

describe('the rate of a point', () => {
  it('is the middle of the rounds, with its spread, and not the best probe of a search', () => {
    const rates = [980, 1010, 1000];
    const trials = rates.map((perSecond, index): CapacityTrial => {
      const lucky = probeOf({ perSecond: 5000 });
      const missed = probeOf({ perSecond: 4000, meetsTarget: false });
      const confirmations = [missed, probeOf({ perSecond })];
      return { round: index + 1, design: 'stateful', nodes: 2, bound: 'target', probes: [lucky], confirmations };
    });
    expect(designCapacity(trials, WEIGHT).points).toMatchObject([
      { nodes: 2, perSecond: 1000, lowest: 980, highest: 1010, rounds: rates, reason: null, bound: 'target' },
    ]);
  });

  it('is null with the reason where nothing met the target, and of the other rounds where some did', () => {
    const none = { design: 'stateful', nodes: 1, probes: [], confirmations: [] };
    const [unreachable] = designCapacity([{ ...none, round: 1, bound: 'unreachable' }], WEIGHT).points;
    expect(unreachable).toMatchObject({ perSecond: null, reason: 'even one request at a time misses the target' });
    const missed = { ...none, round: 1, bound: 'target' as const, confirmations: [probeOf({ meetsTarget: false })] };
    expect(designCapacity([missed], WEIGHT).points[0]?.reason).toContain('missed it when it was measured again');
    const met = { ...none, round: 2, bound: 'target' as const, confirmations: [probeOf({ perSecond: 700 })] };
    expect(designCapacity([missed, met], WEIGHT).points[0]).toMatchObject({
      perSecond: 700,
      rounds: [null, 700],
      reason: '1 of 2 rounds found no rate',
    });
  });
});

it('a part sets the pace from 85 % of what it can do, the machine from 70 %', () => {
  const busy = probeOf().busy;
  expect(saturatedIn(busy)).toEqual(['nodes']);
  expect(saturatedIn({ ...busy, nodes: 0.84, redis: null, balancer: 0.9, generator: 0.85, machine: 0.7 })).toEqual([
    'balancer',
    'generator',
    'machine',
  ]);
});

describe('the scaling law', () => {
  it('is known where the nodes are busy and nothing else is, and is the law that made the rates', () => {
    const { verdict, reasons, fit } = lawOf(trialsOfLaw('stateful'));
    expect({ verdict, reasons }).toEqual({ verdict: 'known', reasons: [] });
    expect(fit?.perNode).toBeCloseTo(LAW.perNode, -1);
    expect(fit?.residuals).toHaveLength(12);
    expect(fit?.residualSpread).toBeLessThan(0.015);
    expect(fit?.byRound.map(({ round }) => round)).toEqual([1, 2, 3]);
  });

  it.each<[Partial<Probe['busy']>, string]>([
    [{ machine: 0.95 }, 'the machine was at its limit with 1, 2, 3 and 4 nodes'],
    [{ generator: 0.9 }, 'the load generator was at its limit with 1, 2, 3 and 4 nodes'],
    [{ nodes: 0.5 }, 'the nodes had CPU left with 1, 2, 3 and 4 nodes'],
  ])('is unknown with the reason, and its fit is kept: %j', (busy, reason) => {
    const { verdict, reasons, fit } = lawOf(trialsOfLaw('stateful', { busy }));
    expect({ verdict, reasons }).toEqual({ verdict: 'unknown', reasons: [reason] });
    expect(fit).not.toBeNull();
  });

  it('is unknown from one point on at which somebody else sets the pace', () => {
    const crowded = trialsOfLaw('stateful', { busy: { machine: 0.9, nodes: 0.6 } }).filter(({ nodes }) => nodes === 4);
    const rest = trialsOfLaw('stateful').filter(({ nodes }) => nodes < 4);
    expect(lawOf([...rest, ...crowded]).reasons).toEqual([
      'the machine was at its limit with 4 nodes',
      'the nodes had CPU left with 4 nodes',
    ]);
  });

  it('is unknown where there are fewer points than parameters, or none to spare', () => {
    const trials = trialsOfLaw('stateful');
    const few = lawOf(trials.filter(({ nodes }) => nodes <= 2));
    expect(few).toMatchObject({ verdict: 'unknown', fit: null });
    expect(few.reasons[0]).toContain('three parameters');
    const exact = lawOf(trials.filter(({ nodes, round }) => nodes <= 3 && round === 1));
    expect(exact.reasons).toEqual(['there are no more measurements than parameters']);
  });
});
