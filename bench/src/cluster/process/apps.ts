/** The lab's own apps as programs: where they are, and the environment that each gets. */

import { fileURLToPath } from 'node:url';
import type { GatewayEnvironment, NodeEnvironment } from '@session-lab/checkout/protocol';
import type { Variant } from '../../scenario/scenario.js';
import type { LabClusterPlan } from '../cluster.js';
import type { ProcessSpec } from './launcher.js';

/** Deadline of a store command inside a stateless node. */
export const COMMAND_TIMEOUT_MS = 1000;
/** Shorter than the balancer's server time-out: a node says itself that the payment did not come through. */
export const PAYMENTS_TIMEOUT_MS = 2000;

const NODE_PROGRAMS: Readonly<Record<Variant, string>> = {
  stateful: '@session-lab/stateful/main',
  stateless: '@session-lab/stateless/main',
};

/** What every node of a cluster shares. */
export interface NodeSurroundings {
  readonly plan: Pick<LabClusterPlan, 'design' | 'idleTtlMs' | 'absoluteTtlMs' | 'itemBytes' | 'journalDir'>;
  readonly secret: string;
  readonly paymentsPort: number;
  readonly redisUrl: string | null;
  readonly standIn?: StandIn | undefined;
}

/** Another program in the nodes' place, for tests of what the lab notices: no scenario and no flag can name one. */
export interface StandIn {
  /** Absolute path of a JavaScript file that runs a node. */
  readonly program: string;
  /** Beside what every node is told. */
  readonly env: Readonly<Record<string, string>>;
}

export function nodeProcess(
  incarnation: string,
  port: number,
  journal: string,
  { plan, secret, paymentsPort, redisUrl, standIn }: NodeSurroundings,
): ProcessSpec {
  const env: NodeEnvironment = {
    LAB_NODE: incarnation,
    LAB_PORT: `${port}`,
    LAB_ADMIN_PORT: '0',
    LAB_JOURNAL: journal,
    LAB_SECRET: secret,
    LAB_PAYMENTS: `http://127.0.0.1:${paymentsPort}`,
    LAB_PAYMENTS_TIMEOUT_MS: `${PAYMENTS_TIMEOUT_MS}`,
    LAB_STORE: plan.design.store,
    LAB_IDLE_TTL_MS: `${plan.idleTtlMs}`,
    ...(plan.absoluteTtlMs === null ? {} : { LAB_ABSOLUTE_TTL_MS: `${plan.absoluteTtlMs}` }),
    LAB_ITEM_BYTES: `${plan.itemBytes}`,
    ...(redisUrl === null ? {} : { LAB_REDIS: redisUrl, LAB_REDIS_COMMAND_TIMEOUT_MS: `${COMMAND_TIMEOUT_MS}` }),
  };
  const program = standIn?.program ?? appProgram(NODE_PROGRAMS[plan.design.variant]);
  return appProcess(incarnation, program, { ...env, ...standIn?.env });
}

/** Nothing dies on purpose behind the gateway's ports, so the system may choose them. */
export function gatewayProcess(delayMs: number): ProcessSpec {
  const env: GatewayEnvironment = { LAB_PORT: '0', LAB_ADMIN_PORT: '0', LAB_DELAY_MS: `${delayMs}` };
  return appProcess('payments', appProgram('@session-lab/payments/main'), { ...env });
}

/** Nothing of the lab's own environment is passed on: proxies, debuggers and options are not part of the experiment. */
function appProcess(name: string, program: string, env: Readonly<Record<string, string>>): ProcessSpec {
  return {
    name,
    program: process.execPath,
    args: [program],
    env: { NODE_ENV: 'production', ...env },
    ipc: true,
  };
}

function appProgram(module: string): string {
  return fileURLToPath(import.meta.resolve(module));
}
