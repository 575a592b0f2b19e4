import { describe, expect, it } from 'vitest';
import { decodeScenario } from './decode.js';
import { applyOverrides, type Overrides } from './overrides.js';
import type { Scenario } from './scenario.js';

const text = `question: What happens?
load: { duration: 13 s, think: 350 ms }
faults: [{ fault: node-kill, at: 6 s, node: 3 }]
expect: { stateful: { lost: theory }, stateless: { lost: 0 } }
`;
const decoded = decodeScenario('mine', 'mine.yaml', new TextEncoder().encode(text));
const scenario = ('ok' in decoded ? decoded.ok : null) as Scenario;

function problemsOf(overrides: Overrides): string[] {
  const changed = applyOverrides(scenario, overrides);
  return 'ok' in changed ? [] : changed.problems.map(({ path, message, hint }) => `${path} ${message} → ${hint}`);
}

describe('applyOverrides', () => {
  it('changes nothing without flags', () => {
    expect(applyOverrides(scenario, {})).toEqual({ ok: scenario });
  });

  it('changes what the flags say, and expects nothing of designs that are gone', () => {
    const changed = applyOverrides(scenario, {
      designs: 'stateless, stateful-modulo',
      nodes: '8',
      rate: '800',
      duration: '20s',
    });
    expect('ok' in changed && changed.ok).toMatchObject({
      designs: [{ name: 'stateless' }, { name: 'stateful-modulo' }],
      cluster: { nodes: 8 },
      load: { ratePerSecond: 800, durationMs: 20_000 },
      expect: { stateless: { lost: 0 } },
    });
  });

  it.each<[Overrides, string]>([
    [{ nodes: '0' }, '--nodes found "0", expected a whole number from 1 to 32 → null'],
    [{ nodes: '2.5' }, '--nodes found "2.5", expected a whole number from 1 to 32 → null'],
    [{ rate: 'fast' }, '--rate found "fast", expected requests per second, above 0 and at most 10000 → null'],
    [{ duration: '20' }, '--duration found "20", expected a duration from 1 s to 1 h → write "20 s" or 20s'],
    [{ designs: 'statefull' }, '--designs unknown design "statefull" → did you mean "stateful"?'],
    [{ designs: 'stateful,stateful' }, '--designs mine: designs[1]: "stateful" is named twice → name it once'],
    [
      { nodes: '2' },
      '--nodes mine: faults[0].node: found node 3 of 2 at 6 s → a node from 1 to 2, or raise cluster.nodes',
    ],
  ])('refuses %j', (overrides, problem) => {
    expect(problemsOf(overrides)).toEqual([problem]);
  });

  it('blames the flag that broke the rule, and lists all of them', () => {
    expect(problemsOf({ duration: '5s', nodes: '2', rate: '10' }).map((line) => line.split(': ')[0])).toEqual([
      '--duration mine',
      '--duration mine',
      '--nodes mine',
    ]);
  });
});
