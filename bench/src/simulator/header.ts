/** The header of a simulated trial. */
import type { TrialHeader } from '../history/records.js';
import type { Drawn } from './draw.js';
import { CLIENT_TIMEOUT_US } from './wire.js';

/** Deadline of a simulated store command; the simulated store answers at once or not at all. */
const COMMAND_TIMEOUT_MS = 50;

export function headerFor(
  { store, routing, nodes, ttlUs, absoluteUs, loadUs, mishaps }: Drawn,
  seed: number,
  plannedOperations: number,
): TrialHeader {
  const variant = store === 'memory' ? 'stateful' : 'stateless';
  const design = { name: `${variant}-${routing}`, variant, routing, store, label: `${variant} (${routing})` } as const;
  return {
    kind: 'trial',
    format: 1,
    scenario: {
      name: 'simulated',
      question: 'Do the checkers find out what really happened?',
      designs: [design],
      cluster: {
        nodes,
        idleTtlMs: ttlUs / 1000,
        port: null,
        paymentDelayMs: 0,
        absoluteTtlMs: absoluteUs === Number.POSITIVE_INFINITY ? null : absoluteUs / 1000,
        itemBytes: 0,
        // A file that lags behind; of an append-only one no theory says how far.
        persistence: mishaps.some((mishap) => mishap.kind === 'kill-store' && mishap.snapshotUs !== null)
          ? 'aof'
          : 'none',
      },
      load: {
        ratePerSecond: 0,
        durationMs: loadUs / 1000,
        warmUpMs: 0,
        thinkMs: 0,
        tabs: 1,
        handOffShare: 0,
        signOutShare: 0,
        heartbeats: 0,
        startOverShare: 0,
        timeoutMs: CLIENT_TIMEOUT_US / 1000,
      },
      faults: [],
      settleMs: 0,
      expect: {},
    },
    design,
    block: 0,
    seed,
    planHash: `simulated ${seed}`,
    plannedOperations,
    startedAt: '1970-01-01T00:00:00.000Z',
    loadStartUs: 0,
    commandTimeoutMs: store === 'redis' ? COMMAND_TIMEOUT_MS : 0,
  };
}
