/** Nothing happens. */
import type { DesignFindings, ScenarioFindings } from '../../analysis/findings.js';
import { sampleCurve, sampleDesign, sampleSessions, sampleTimeline } from './design.js';
import { sampleScenario } from './scenario.js';

/** No fault, no losses, and latencies that were not measured. */
export function sampleSteady(): ScenarioFindings {
  const none = { p50: null, p95: null, p99: null, p999: null, max: null, count: 0 };
  const window = { response: none, service: none };
  const calm = (label: string, variant: DesignFindings['variant']) =>
    sampleDesign({
      label,
      variant,
      routing: variant === 'stateful' ? 'cookie' : 'round-robin',
      sessions: sampleSessions({ atRisk: 0 }),
      lostShareUpper: null,
      ...(variant === 'stateful' ? { store: { kind: 'memory', memoryPeakBytes: null, commandsPerRequest: null } } : {}),
      checkouts: { completed: null, abandoned: null, chargedUnconfirmed: null, chargedTwice: null },
      recoverySeconds: null,
      detectionSeconds: null,
      okWithin: { ...sampleDesign().okWithin, fault: { '100ms': null, '300ms': null, '1000ms': null } },
      latencyMs: { ...sampleDesign().latencyMs, before: window, fault: window, after: window },
      timeline: sampleTimeline(14, variant === 'stateful' ? 2.4 : 2.8, variant === 'stateful' ? 6 : 7, () => ({
        nodes: { 'node-1.1': 108, 'node-2.1': 107, 'node-3.1': 108, 'node-4.1': 108 },
      })),
      percentileCurve: sampleCurve(variant === 'stateful' ? 2.4 : 2.8, 8, 20),
    });
  return sampleScenario({
    question: 'Does either design lose a session when nothing happens?',
    verdict: 'unknown',
    verdictReasons: ['The payment ledger could not be read.'],
    windows: { before: [2, 14], fault: null, after: null },
    faults: [],
    designs: { stateful: calm('stateful (cookie)', 'stateful'), stateless: calm('stateless (Redis)', 'stateless') },
  });
}
