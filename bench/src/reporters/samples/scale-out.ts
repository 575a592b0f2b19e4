/** A node is added to three, seen by four designs, with everything that can be wrong. */
import type { DesignFindings, ScenarioFindings } from '../../analysis/findings.js';
import { growing, sampleCurve, sampleDesign, sampleSessions, sampleTimeline } from './design.js';
import { event, identity, prediction, sampleScenario } from './scenario.js';

/** Four designs, losses by misrouting, a warning, and a prediction that failed. */
export function sampleScaleOut(): ScenarioFindings {
  const moved = (name: string, routing: DesignFindings['routing'], lost: number, share: number) =>
    sampleDesign({
      label: `${name} (${routing} hash)`,
      variant: 'stateful',
      routing,
      sessions: sampleSessions({ atRisk: 246, lost, misrouted: lost, returnable: 12, undetected: 0 }),
      lostShareUpper: lost / 246 + 0.06,
      store: { kind: 'memory', memoryPeakBytes: null, commandsPerRequest: null },
      timeline: sampleTimeline(15, 2.4 + share, 6 + 4 * share, (second) => ({
        nodes: growing(second, () => 0.25),
        misrouted: second < 6 || second > 9 ? 0 : Math.round(([0.7, 0.2, 0.07, 0.03][second - 6] as number) * lost),
        slow: second === 6 ? 3 : 1,
      })),
      percentileCurve: sampleCurve(2.6 + share, 14 + 10 * share, 60),
    });
  const cookie = sampleDesign({
    label: 'stateful (cookie)',
    variant: 'stateful',
    routing: 'cookie',
    sessions: sampleSessions({ atRisk: 247 }),
    store: { kind: 'memory', memoryPeakBytes: null, commandsPerRequest: null },
    timeline: sampleTimeline(14, 2.4, 6, (second) => ({
      nodes: growing(second, (s) => Math.min(0.25, (s - 6) * 0.04)),
    })),
    percentileCurve: sampleCurve(2.5, 9, 20),
  });
  const stateless = sampleDesign({
    timeline: sampleTimeline(14, 2.9, 7, (second) => ({ nodes: growing(second, () => 0.25) })),
  });
  const designs = {
    stateful: cookie,
    'stateful-modulo': moved('stateful-modulo', 'modulo', 120, 0.75),
    'stateful-consistent': moved('stateful-consistent', 'consistent', 68, 0.28),
    stateless,
  };
  return sampleScenario({
    question: 'What does a fourth node cost the sessions that three nodes hold?',
    verdict: 'fail',
    verdictReasons: ['stateful-consistent: 68 misrouted, theory allows 24–59 of 162.'],
    nodes: 3,
    faults: ['a node is added at 6 s'],
    designs,
    events: Object.keys(designs).flatMap((design) => [
      { ...event(design, 'node-started', 'node-4.1', 6), toSeconds: 6.4 },
      event(design, 'server-enabled', 'node-4', 6.4),
    ]),
    identities: [
      identity('stateful', 0, 0, 'no node died'),
      {
        ...identity('stateful-modulo', 120, 119, 'birth 77ab03 was lost without moving'),
        name: 'change of routing',
        left: { label: 'lost', value: 120 },
        right: { label: 'M + undetected', value: 119 },
      },
    ],
    predictions: [
      prediction('stateful', 'node-4 enabled', 0, 155, { exact: 0 }, 'the cookie keeps naming the old node'),
      prediction(
        'stateful-modulo',
        'node-4 enabled',
        120,
        160,
        { share: 0.75, low: 105, high: 134 },
        'a modulo hash moves n/(n+1) of the sessions',
      ),
      prediction(
        'stateful-consistent',
        'node-4 enabled',
        68,
        162,
        { share: 0.25, low: 24, high: 59 },
        'a consistent hash moves 1/(n+1) of the sessions',
      ),
      prediction('stateless', 'node-4 enabled', 0, 158, { exact: 0 }, 'every node reads the same store'),
    ],
    latencyVoid: [{ block: 1, reason: 'the load generator was late (stateful-modulo: lag p99 12.1 ms, bound 10 ms)' }],
    warnings: [
      {
        code: 'generator-lag',
        design: 'stateful-modulo',
        message: 'the load generator was late: lag p99 12.1 ms, bound 10 ms; latency is void',
        advice: 'lower the rate, or free the machine',
      },
    ],
  });
}
