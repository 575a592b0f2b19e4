import { describe, expect, it } from 'vitest';
import { findingsOf, probeOf, trialsOfLaw } from '../../capacity/findings.fixture.js';
import { drawChart } from './canvas.js';
import { capacityChart, capacityWords } from './capacity.js';

const crowded = trialsOfLaw('stateless', { busy: { machine: 0.9 } });
const findings = findingsOf([...trialsOfLaw('stateful'), ...crowded]);

function drawing(of = findings) {
  const drawn = capacityChart(of);
  if ('omitted' in drawn) throw new Error(drawn.omitted);
  return drawn;
}

describe('the chart of capacity', () => {
  it('says the finding, the experiment, and whose scaling law is unknown', () => {
    expect(drawing().title).toBe(
      'With p99 within 50 ms, 1 to 4 nodes carry 900 to 3,358 requests/s as stateful and 900 to 3,358 requests/s as stateless',
    );
    expect(capacityWords(findings)).toEqual({
      subtitle:
        'capacity · p99 within 50 ms · sessions of 10 items · 0.25 of 8 cores a node · 3 rounds · seed 1 · scaling law of stateless: unknown',
      footer: 'session lab 0.1.0 · abcdef0 · 2026-11-25',
    });
  });

  it('draws the rounds’ spread at each number of nodes, and the law only where it is known', () => {
    const { series, note } = drawing();
    expect(series.map(({ label }) => label)).toEqual(['stateful', 'stateful, law', 'stateless']);
    const [first, low, high, last] = series[0]?.dataset.data ?? [];
    expect([low, high]).toEqual([
      { x: 1, y: expect.closeTo(891, 6) },
      { x: 1, y: expect.closeTo(909, 6) },
    ]);
    expect(first).toEqual(last);
    expect(note).toBe(
      'middle of the rounds, bar from the lowest to the highest; hollow: machine or generator at its limit; thin: scaling law',
    );
    const fills = series.map(({ dataset }) => dataset.pointBackgroundColor?.toString().split(',')[0]);
    expect(fills).toEqual(['#D55E00', undefined, '#ffffff']);
    expect(drawing(findingsOf(crowded)).note).not.toContain('scaling law');
    expect(drawChart(drawing(), capacityWords(findings)).subarray(1, 4).toString()).toBe('PNG');
  });

  it('is left out with the reason where nothing met the target', () => {
    const none = { round: 1, design: 'stateful', nodes: 1, bound: 'unreachable' as const };
    const unmet = findingsOf([{ ...none, probes: [probeOf({ meetsTarget: false })], confirmations: [] }]);
    expect(capacityChart(unmet)).toEqual({ omitted: 'no design met the target with any number of nodes' });
  });
});
