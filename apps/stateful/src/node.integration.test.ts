/** A real node process of the stateful variant: what it leaves when it is killed, and how it stops when it is asked to. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJournal, StartedProcess, Visitor } from '@session-lab/checkout/rigs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const NODE = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const GATEWAY = fileURLToPath(new URL('../../payments/dist/main.js', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-node-'));
});
afterAll(() => rm(folder, { recursive: true }));

const journalOf = (name: string): string => join(folder, `${name}.ndjson`);
const startNode = (name: string, payments = 'http://127.0.0.1:1'): Promise<StartedProcess> =>
  StartedProcess.start(NODE, {
    LAB_NODE: name,
    LAB_JOURNAL: journalOf(name),
    LAB_SECRET: 'x'.repeat(32),
    LAB_PAYMENTS: payments,
    LAB_PAYMENTS_TIMEOUT_MS: '10000',
    LAB_IDLE_TTL_MS: '600000',
  });

async function stats(node: StartedProcess): Promise<{ inFlight: number; requests: number; sessions: number | null }> {
  return (await (await fetch(`${node.adminOrigin}/stats`)).json()) as never;
}

describe('a node', () => {
  it('has written every line before the answer that follows from it leaves', async () => {
    const people = 200;
    const killedAfter = 120;
    await using node = await startNode('node-1.1');
    const created = new Map<number, { birth: string; key: string }>();
    await Promise.allSettled(
      Array.from({ length: people }, async (_, n) => {
        const visitor = new Visitor();
        const { birth } = await visitor.send(node.origin, 'open', { item: n }, n);
        created.set(n, { birth: birth as string, key: visitor.key as string });
        if (created.size === killedAfter) node.child.kill('SIGKILL');
      }),
    );
    await node.exited();
    const journal = await readJournal(journalOf('node-1.1'));
    expect(journal[0]).toMatchObject({ k: 'start', node: 'node-1.1', pid: node.child.pid, store: 'memory' });
    expect(created.size).toBeGreaterThanOrEqual(killedAfter);
    for (const [op, { birth, key }] of created) {
      expect(journal).toContainEqual({ k: 'op', t: expect.any(Number), op });
      expect(journal).toContainEqual({ k: 'created', t: expect.any(Number), op, birth, key });
    }
    const executed = journal.flatMap((entry) => (entry.k === 'op' ? [entry.op] : []));
    expect(new Set(executed).size).toBe(executed.length);
  });

  it('stops when it is asked to: answers what is in flight, refuses what comes, says so', async () => {
    await using gateway = await StartedProcess.start(GATEWAY, { LAB_DELAY_MS: '400' });
    await using node = await startNode('node-2.1', gateway.origin);
    const person = new Visitor();
    await person.send(node.origin, 'open', { item: 1 }, 1);
    await person.send(node.origin, 'review', { item: 2 }, 2);
    const paying = person.send(node.origin, 'pay', { item: 3 }, 3);
    while ((await stats(node)).inFlight === 0);
    node.child.kill('SIGTERM');
    while ((await fetch(`${node.origin}/health`)).status === 200);
    const refused = await person.send(node.origin, 'plan', { item: 4, plan: 'basic' }, 4);
    expect(refused).toMatchObject({ status: 503, effect: 'none', birth: null, connection: 'close' });
    expect(await paying).toMatchObject({ status: 200, items: '1-3', body: { receipt: { amountCents: 799 } } });
    expect(await node.exited()).toBe(0);
    const journal = await readJournal(journalOf('node-2.1'));
    expect(journal.at(-1)).toMatchObject({ k: 'stop' });
    expect(journal.flatMap((entry) => (entry.k === 'op' ? [entry.op] : []))).toEqual([1, 2, 3]);
  });

  it('stops although somebody holds a connection on which nothing was ever asked', async () => {
    await using node = await startNode('node-5.1');
    const held = connect(Number(new URL(node.origin).port), '127.0.0.1');
    held.on('error', () => {});
    await once(held, 'connect');
    // Answered after the connection was accepted.
    await fetch(`${node.origin}/health`);
    expect(await node.end('SIGTERM')).toBe(0);
    held.destroy();
  });

  it('counts what it did, and dumps what it holds without counting that', async () => {
    await using node = await startNode('node-3.1');
    const person = new Visitor();
    const { birth } = await person.send(node.origin, 'open', { item: 9 }, 1);
    await person.send(node.origin, 'view');
    await fetch(`${node.origin}/health`);
    const dump = await (await fetch(`${node.adminOrigin}/dump`)).text();
    expect(
      dump
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual([
      { key: person.key, birth, items: '9', ttlMs: expect.any(Number), receipt: false },
      { end: true, sessions: 1 },
    ]);
    expect(await stats(node)).toMatchObject({
      node: 'node-3.1',
      inFlight: 0,
      requests: 2,
      sessions: 1,
      cpuSeconds: expect.any(Number),
      rssPeakBytes: expect.any(Number),
      heapPeakBytes: expect.any(Number),
    });
  });

  it('takes -0, which JSON can say and a session cannot keep, for 0', async () => {
    await using node = await startNode('node-6.1');
    const person = new Visitor();
    await person.send(node.origin, 'open', { item: 1 });
    const minus = '{"title":"dune","positionSeconds":-0,"sequence":-0}';
    expect(await person.send(node.origin, 'watch', minus)).toMatchObject({ status: 200, items: '1' });
    const { body } = await person.send(node.origin, 'view');
    expect(body).toMatchObject({ session: { watch: { title: 'dune', positionSeconds: 0, sequence: 0 } } });
  });

  it('exits when whoever started it is gone', async () => {
    await using node = await startNode('node-4.1');
    node.child.disconnect();
    expect(await node.exited()).toBe(0);
  });

  it('says everything that is wrong with its environment, and exits as for bad usage', async () => {
    const started = StartedProcess.start(NODE, { LAB_NODE: 'n', LAB_SECRET: 'short', LAB_IDLE_TTL_MS: 'soon' });
    await expect(started).rejects.toThrow(/LAB_JOURNAL is missing.*LAB_SECRET needs.*LAB_IDLE_TTL_MS is not a whole/s);
  });
});
