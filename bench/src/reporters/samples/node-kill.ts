/** One of four nodes is killed: the stateful design loses what it held. */
import type { ScenarioFindings } from '../../analysis/findings.js';
import { fourNodes, sampleCurve, sampleDesign, samplePercentiles, sampleSessions, sampleTimeline } from './design.js';
import { comparison, event, identity, prediction, sampleScenario } from './scenario.js';

export function sampleNodeKill(): ScenarioFindings {
  const stateful = sampleDesign({
    label: 'stateful (cookie)',
    variant: 'stateful',
    routing: 'cookie',
    sessions: sampleSessions({ lost: 61, destroyed: 61, completed: 719, handoffFailed: 118 }),
    lostShareUpper: 0.295,
    writes: { known: 3050, lost: 201, overwritten: 0, sessions: 61, indeterminate: 9 },
    checkouts: { completed: 719, abandoned: 58, chargedUnconfirmed: 3, chargedTwice: 0 },
    okWithin: {
      ...sampleDesign().okWithin,
      fault: { '100ms': 0.911, '300ms': 0.9733, '1000ms': 0.98 },
    },
    latencyMs: {
      ...sampleDesign().latencyMs,
      fault: { response: samplePercentiles(2.7, 212), service: samplePercentiles(2.5, 190) },
    },
    store: { kind: 'memory', memoryPeakBytes: null, commandsPerRequest: null },
    nodes: sampleDesign().nodes.map((node) =>
      node.name === 'node-2'
        ? { ...node, requests: 640, sessions: null, cpuSeconds: null, heapPeakBytes: null }
        : { ...node, sessions: 251 },
    ),
    timeline: sampleTimeline(15, 2.4, 6, (second) => ({
      nodes: fourNodes(second),
      slow: second === 6 ? 35 : second === 7 ? 8 : 1,
      destroyed: second === 6 ? 61 : 0,
    })),
    percentileCurve: sampleCurve(2.5, 48, 212),
    witnesses: [{ block: 1, birth: '9c41f0aa27' }],
    reasons: {
      ...sampleDesign().reasons,
      'store.memoryPeakBytes': 'sessions live in the nodes: see their heap',
      'nodes.node-2.cpuSeconds': 'its counters died with it',
    },
  });
  return sampleScenario({
    designs: { stateful, stateless: sampleDesign({ sessions: sampleSessions({ atRisk: 250 }) }) },
    events: [
      event('stateful', 'node-killed', 'node-2.1', 6),
      event('stateful', 'server-down', 'node-2', 6.4, 'balancer'),
      event('stateless', 'node-killed', 'node-2.1', 6),
      event('stateless', 'server-down', 'node-2', 6.41, 'balancer'),
    ],
    identities: [
      identity('stateful', 171, 171, 'A 61 + C 104 + P 4 + X 1 + E 0 + L 1 + U 0'),
      {
        ...identity('stateless', 6036, 6036, ''),
        name: 'requests',
        left: { label: 'sent', value: 6036 },
        right: { label: 'ok + fail + indeterminate', value: 6036 },
      },
    ],
    predictions: [
      prediction(
        'stateful',
        'node-2 killed',
        61,
        61,
        { exact: 61 },
        'all that node-2 held at risk, by its own journal',
      ),
      prediction('stateless', 'node-2 killed', 0, 250, { exact: 0 }, 'the store outlives the node'),
      {
        ...prediction(
          'stateful',
          'hand-off to the laptop',
          118,
          158,
          { share: 0.75, low: 104, high: 132 },
          'another node holds the code in 3 of 4 claims',
        ),
        metric: 'handoffFailed',
      },
      {
        ...prediction('stateless', 'hand-off to the laptop', 0, 160, { exact: 0 }, 'every node reads the same store'),
        metric: 'handoffFailed',
      },
    ],
    expectations: [
      { design: 'stateless', metric: 'lost', expected: 0, measured: 0, verdict: 'pass', detail: '0 of 250 at risk' },
    ],
    comparisons: [comparison(['stateful', 'stateless'])],
  });
}
