/** A lab that starts a cluster, does things to it, and never ends by itself: to be killed. Arguments: registry, folder, variant. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Variant } from '../../scenario/scenario.js';
import { programs, SMALL_CLUSTER } from './cluster.fixture.js';
import { createProcessDriver } from './driver.js';

const [registry = '', folder = '', variant] = process.argv.slice(2);
const [journalDir, logDir] = [join(folder, 'journals'), join(folder, 'logs')];
for (const one of [journalDir, logDir]) mkdirSync(one, { recursive: true });
const store = variant === 'stateless' ? 'redis' : 'memory';
const cluster = await createProcessDriver({ ...programs(), registry }).start(
  {
    design: { name: 'any', variant: variant as Variant, routing: 'cookie', store, label: 'any' },
    ...SMALL_CLUSTER,
    nodes: 3,
    spareNodes: 1,
    journalDir,
    logDir,
  },
  {
    nowUs: () => Number(process.hrtime.bigint() / 1000n),
    onEvent: () => undefined,
    signal: new AbortController().signal,
  },
);
await cluster.pauseNode('node-1');
await cluster.pauseBalancer();
await cluster.killNode('node-2');
await cluster.restartNode('node-2');
await new Promise(() => setInterval(() => undefined, 60_000));
