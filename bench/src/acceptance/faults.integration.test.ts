/** Every other fault, on both designs: no operation is executed twice, the sums close, nobody sees another's session. */
import { expect, it } from 'vitest';
import type { FaultSpec } from '../scenario/scenario.js';
import { broken, runScenario, SHORT_LOAD, scenarioOf } from './rig.js';

const load = { ...SHORT_LOAD, ratePerSecond: 250, durationMs: 11_000 };

const SCRIPTS: readonly (readonly [string, readonly FaultSpec[]])[] = [
  ['a node stops gracefully', [{ fault: 'node-stop', atMs: 4000, node: 3 }]],
  ['a node freezes, is found down, and comes back', [{ fault: 'node-pause', atMs: 3000, node: 1, forMs: 4000 }]],
  [
    'a node is killed and restarted',
    [
      { fault: 'node-kill', atMs: 3000, node: 2 },
      { fault: 'node-restart', atMs: 5000, node: 2 },
    ],
  ],
];

it.each(SCRIPTS)(
  '%s',
  async (_name, faults) => {
    const designs = ['stateful', 'stateful-consistent', 'stateless'] as const;
    const { of } = await runScenario(scenarioOf(designs, { load, faults }), 1);
    for (const design of designs) {
      const { judgement, trial } = of(design);
      expect(judgement.executedTwice, design).toEqual([]);
      expect(broken(of(design)), design).toEqual([]);
      expect(judgement.sessions, design).toMatchObject({ leaked: 0, unknown: 0 });
      expect(trial.end).toMatchObject({ quiet: true, interrupted: false });
      const scripted = trial.events.filter(({ by }) => by === 'script');
      expect(new Set(scripted.map(({ fault }) => fault))).toEqual(new Set(faults.map((_, i) => i)));
    }
    expect(of('stateless').judgement.sessions).toMatchObject({ lost: 0, stale: 0, lostUpdate: 0 });
  },
  120_000,
);
