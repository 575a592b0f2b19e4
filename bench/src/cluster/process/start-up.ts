/** The order in which a cluster comes up: stores and gateway, nodes, balancer. Whatever can start together does. */
import { randomBytes } from 'node:crypto';
import { LabError } from '../../errors.js';
import { placeOf } from '../../scenario/stores.js';
import type { ClusterContext, LabClusterPlan } from '../cluster.js';
import { findReadyLine } from './answers.js';
import { gatewayProcess, type StandIn } from './apps.js';
import { Balancer, openFileLimit } from './balancer.js';
import { watchServers } from './balancer-watch.js';
import type { Child } from './child.js';
import type { Launcher } from './launcher.js';
import { NodeFleet } from './node-fleet.js';
import { holderOf } from './port-holder.js';
import { Ports } from './ports.js';
import type { ClusterParts } from './process-cluster.js';
import { type Patience, PortTaken, untilReady } from './readiness.js';
import { SharedStore } from './shared-store.js';
import { haproxyVersion, redisVersion } from './versions.js';

export interface Programs {
  readonly redisServer: string;
  readonly haproxy: string;
  readonly standIn?: StandIn;
}
type Parts = Pick<ClusterParts, 'fleet' | 'balancer' | 'payments' | 'store' | 'versions'>;

const ATTEMPTS = 5;

/** @param watching ends the watch over the balancer's servers, which starts with it */
export async function startParts(
  { redisServer, haproxy, standIn }: Programs,
  plan: LabClusterPlan,
  context: ClusterContext,
  launcher: Launcher,
  patience: Patience,
  watching: AbortSignal,
): Promise<Parts> {
  const ports = new Ports(Math.random);
  const shared = placeOf(plan.design) === 'shared';
  const startStore = (port: number): Promise<SharedStore> =>
    SharedStore.start({ launcher, context, patience, program: redisServer, port, persistence: plan.persistence });
  const [payments, store, openFiles, haproxyIs, redisIs] = await allOrFirstFailure([
    startGateway(launcher, plan.paymentDelayMs, patience),
    shared ? onFreePort(ports, startStore) : Promise.resolve(null),
    openFileLimit(),
    haproxyVersion(haproxy),
    shared ? redisVersion(redisServer) : Promise.resolve(null),
  ]);
  const fleet = await NodeFleet.declare(plan.nodes + plan.spareNodes, {
    launcher,
    ports,
    context,
    patience,
    surroundings: {
      plan,
      standIn,
      secret: randomBytes(32).toString('hex'),
      paymentsPort: payments.port,
      redisUrl: store === null ? null : `redis://127.0.0.1:${store.port}`,
    },
  });
  const initial = fleet.all().slice(0, plan.nodes);
  await allOrFirstFailure(initial.map(({ name }) => fleet.start(name, 'lab')));
  const servers = fleet.all().map((node) => ({ name: node.name, port: node.port, enabled: initial.includes(node) }));
  const startBalancer = (port: number): Promise<Balancer> =>
    Balancer.start(launcher, { program: haproxy, port, routing: plan.design.routing, servers, openFiles }, patience);
  const balancer = await (plan.port === null
    ? onFreePort(ports, startBalancer)
    : onFixedPort(plan.port, startBalancer));
  watchServers({
    admin: balancer.admin,
    nowUs: context.nowUs,
    onRound: () => launcher.look(),
    onChange: ({ server, what, fromUs, toUs }) =>
      context.onEvent({
        what,
        subject: fleet.incarnation(server),
        fromUs,
        toUs,
        by: 'balancer',
        loses: [],
        reroutes: true,
      }),
    signal: watching,
  });
  const versions = { ...(redisIs === null ? {} : { redis: redisIs }), haproxy: haproxyIs };
  return { fleet, balancer, payments, store, versions };
}

export function portOccupied(port: number, options?: ErrorOptions): LabError {
  const holder = holderOf(port);
  const who =
    holder === null ? 'something else listens there' : `${holder.command} (process ${holder.pid}) listens there`;
  return new LabError(
    'LAB_PORT_OCCUPIED',
    `port ${port} is occupied: ${who}`,
    'stop it, or leave the port out for a free one',
    options,
  );
}

/** The payment gateway, when it is ready. */
export async function startGateway(
  launcher: Launcher,
  delayMs: number,
  patience: Patience,
): Promise<{ child: Child; port: number; adminPort: number }> {
  const child = await launcher.launch(gatewayProcess(delayMs));
  child.endExpected = true;
  const ready = await untilReady(child, patience, () => findReadyLine(child.output()));
  child.endExpected = false;
  return { child, ...ready };
}

/** A port that was free when it was drawn can be taken a moment later: by another lab, for one. */
export async function onFreePort<T>(ports: Ports, start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await ports.next();
    try {
      return await start(port);
    } catch (error) {
      if (!(error instanceof PortTaken)) throw error;
      if (attempt === ATTEMPTS) throw portOccupied(port, { cause: error });
    }
  }
}

async function onFixedPort<T>(port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port);
  } catch (error) {
    throw error instanceof PortTaken ? portOccupied(port, { cause: error }) : error;
  }
}

/** Like Promise.all, but a failure waits for the others: what they started must be known before it is taken down. */
async function allOrFirstFailure<const T extends readonly Promise<unknown>[]>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return (await Promise.all(promises)) as { -readonly [K in keyof T]: Awaited<T[K]> };
}
