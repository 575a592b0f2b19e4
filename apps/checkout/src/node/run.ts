/** A node of the checkout as a process: everything but where its sessions live. */
import { randomBytes, randomInt } from 'node:crypto';
import { buildApp } from '../app.js';
import { openJournal } from '../journal/journal.js';
import { paymentGateway } from '../payments/client.js';
import { Traffic } from '../routes/traffic.js';
import type { OpenLayer } from '../session/layer.js';
import { buildAdmin } from './admin.js';
import { rollDice } from './dice.js';
import { readNodeEnvironment } from './environment.js';
import { openGauges } from './gauges.js';
import { host, type Service, stackOf } from './host.js';

/** Runs until the process is stopped; settings come from its environment (NodeEnvironment in protocol/admin.ts). */
export function runNode(stores: StoresOfVariant, process: NodeJS.Process): Promise<void> {
  return host(process, () => openNode(stores, process));
}

/** By the name that LAB_STORE gives; the first is the one of a node that is told none. */
export type StoresOfVariant = Readonly<Record<string, OpenLayer>>;

async function openNode(stores: StoresOfVariant, process: NodeJS.Process): Promise<Service> {
  const settings = readNodeEnvironment(process.env, Object.keys(stores));
  const openLayer = stores[settings.store] as OpenLayer;
  const { node, port, adminPort } = settings;
  const gauges = openGauges(process);
  const warn = (message: string): void => void process.stderr.write(`${message}\n`);
  const layer = await openLayer({ ...settings, warn });
  const journal = openJournal(settings.journalFile, () => Number(process.hrtime.bigint() / 1000n));
  journal.write({ k: 'start', node, pid: process.pid, store: layer.store });
  const traffic = new Traffic();
  const app = await buildApp({
    node,
    layer,
    journal,
    traffic,
    payments: paymentGateway(settings.paymentsOrigin, settings.paymentsTimeoutMs),
    itemBytes: settings.itemBytes,
    report: (error) => warn(stackOf(error)),
    ...rollDice(randomBytes, (limit) => randomInt(limit)),
  });
  const admin = buildAdmin({
    stats: () => ({
      node,
      inFlight: traffic.inFlight,
      requests: traffic.received,
      sessions: layer.count(),
      sessionBytes: layer.bytes(),
      ...gauges.read(),
    }),
    dump: (unreadable) => layer.dump(unreadable),
    unseal: layer.unseal === undefined ? null : (cookies) => layer.unseal?.(cookies) ?? [],
  });
  return {
    app,
    admin,
    port,
    adminPort,
    drain: () => traffic.close(),
    release: async () => {
      journal.write({ k: 'stop' });
      journal.close();
      await layer.close();
    },
  };
}
