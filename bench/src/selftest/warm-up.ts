/**
 * A known server is to take what it was told to take, and code that runs for the first time takes longer. So the process
 * first goes through the same journeys on a twin of itself, that has ports, a journal and a gateway of its own, and leaves
 * nothing behind.
 */
import { EventEmitter } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runNode, type StoresOfVariant } from '@session-lab/checkout';
import type { Charge, Step } from '@session-lab/checkout/protocol';
import { Visitor } from '@session-lab/checkout/rigs';
import { bodyOf } from '../load/body.js';

/** About as many requests as make V8 compile what they run through; side by side, for half a second. */
const JOURNEYS = 160;
const AT_A_TIME = 8;
const STEPS: readonly Step[] = [
  'open',
  'browse',
  'signIn',
  ...Array.from({ length: 8 }, () => 'watch' as const),
  'plan',
  'paymentMethod',
  'review',
  'pay',
  'receipt',
  'view',
  'signOut',
];

export async function warmUp(stores: StoresOfVariant, process: NodeJS.Process): Promise<void> {
  // Beside the node's own, in the folder of the run: that goes with the run, even if this process is killed meanwhile.
  const journal = `${process.env['LAB_JOURNAL']}.warm-up`;
  const charge: Charge = { chargeId: 'warm-up', amountCents: 0 };
  const gateway = createServer((_request, response) => response.end(JSON.stringify(charge))).listen(0, '127.0.0.1');
  await new Promise((resolve) => gateway.once('listening', resolve));
  try {
    const twin = twinOf(process, {
      LAB_PORT: '0',
      LAB_ADMIN_PORT: '0',
      LAB_JOURNAL: journal,
      LAB_PAYMENTS: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
    });
    const ended = runNode(stores, twin.process);
    const origin = await twin.ready;
    let begun = 0;
    const visit = async (): Promise<void> => {
      while (begun < JOURNEYS) await journey(origin, begun++);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, visit));
    twin.stop();
    await ended;
  } finally {
    gateway.closeAllConnections();
    gateway.close();
    rmSync(journal, { force: true });
  }
}

async function journey(origin: string, shopper: number): Promise<void> {
  const visitor = new Visitor();
  for (const [item, step] of STEPS.entries()) {
    const { status } = await visitor.send(
      origin,
      step,
      bodyOf(step, { shopper, lane: 0, item, code: '', sequence: item }),
    );
    if (status !== 200) throw new Error(`warm-up: ${step} was answered ${status}`);
  }
}

/** This process, but for its environment, its signals, what it says and its end. */
function twinOf(process: NodeJS.Process, env: NodeJS.ProcessEnv): Twin {
  const signals = new EventEmitter();
  let told = (_origin: string): void => {};
  let failed = (_error: Error): void => {};
  const ready = new Promise<string>((resolve, reject) => {
    told = resolve;
    failed = reject;
  });
  const own = {
    env: { ...process.env, ...env },
    stdout: { write: (line: string) => told(`http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}`) },
    stderr: { write: (line: string) => failed(new Error(`warm-up: ${line}`)) },
    once: signals.once.bind(signals),
    exit: () => {},
  };
  const properties = Object.fromEntries(Object.entries(own).map(([name, value]) => [name, { value }]));
  return {
    process: Object.create(process, properties) as NodeJS.Process,
    ready,
    stop: () => signals.emit('SIGTERM'),
  };
}

interface Twin {
  readonly process: NodeJS.Process;
  /** Origin of its public port. */
  readonly ready: Promise<string>;
  readonly stop: () => void;
}
