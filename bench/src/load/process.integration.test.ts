/** Several generator processes are one to the runner: the same plan, the same operations, one history. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFixedServer } from '../benchmarks/driver/fixed-server.js';
import { operationsFile } from '../history/files.js';
import { mergedLines, partsOf } from '../history/merge.js';
import type { OperationRecord } from '../history/records.js';
import { drawPlan } from '../plan/plan.js';
import type { LoadSpec } from '../scenario/scenario.js';
import { monotonicUs } from './clock.js';
import type { Progress } from './generator.js';
import { StartedGenerator } from './process.js';

const load: LoadSpec = {
  ratePerSecond: 200,
  durationMs: 3000,
  warmUpMs: 0,
  thinkMs: 100,
  tabs: 1,
  handOffShare: 0,
  signOutShare: 0,
  heartbeats: 2,
  startOverShare: 1,
  timeoutMs: 10_000,
};
const plan = drawPlan(load, 1, 1);
const root = mkdtempSync(join(tmpdir(), 'session-lab-generators-'));
let requests = 0;
const server = createFixedServer(() => {
  requests += 1;
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(root, { recursive: true });
});

async function drive(processes: number) {
  const dir = mkdtempSync(join(root, 'trial-'));
  requests = 0;
  let lastProgress: Progress | null = null;
  const prepared = await StartedGenerator.prepare({
    load,
    seed: 1,
    block: 1,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    processes,
    historyFile: (process) => join(dir, operationsFile(process)),
    logFile: join(dir, 'generator.log'),
    run: { id: 'test', folder: dir },
    hardStop: new AbortController().signal,
    onProgress: (progress) => {
      lastProgress = progress;
    },
  });
  await using generator = prepared.generator;
  const pids = generator.pids();
  const done = await generator.run(monotonicUs() + 50_000);
  const sent = requests;
  await generator.close();
  const files = Array.from({ length: processes }, (_, process) => operationsIn(join(dir, operationsFile(process))));
  const merged: OperationRecord[] = [];
  for await (const lines of mergedLines(partsOf(dir), () => {})) {
    merged.push(...lines.map(({ record }) => record as OperationRecord));
  }
  return { plan: prepared.plan, pids, done, sent, files, merged, lastProgress };
}

const operationsIn = (file: string): OperationRecord[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as OperationRecord);
const planned = plan.shoppers.flatMap(({ lanes }) => lanes.flat().map(({ id }) => id)).sort((a, b) => a - b);

it.each([1, 3])(
  '%i of them send every operation of the plan, once',
  async (processes) => {
    const { plan: drawn, pids, done, sent, files, merged, lastProgress } = await drive(processes);
    expect(drawn).toMatchObject({ planHash: plan.hash, operations: plan.operations, shoppers: plan.shoppers.length });
    expect(Object.keys(pids)).toEqual(['generator', 'generator-2', 'generator-3'].slice(0, processes));
    expect(new Set(Object.values(pids)).size).toBe(processes);

    expect(done.progress).toEqual({ alive: 0, sent: plan.operations, answered: plan.operations, withoutSession: 0 });
    expect(sent).toBe(plan.operations);
    expect(done.connections).toMatchObject({ shared: 0, waited: 0 });
    expect(done.cpuSeconds).toBeGreaterThan(0);
    expect(lastProgress).not.toBeNull();

    expect(merged.map(({ id }) => id).sort((a, b) => a - b)).toEqual(planned);
    expect(merged.every(({ outcome }) => outcome === 'ok')).toBe(true);
    const moments = merged.map(({ doneUs }) => doneUs);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
    // Each shopper belongs to one of them, and each of them has some.
    const owners = files.map((operations) => new Set(operations.map(({ shopper }) => shopper)));
    expect(owners.reduce((sum, { size }) => sum + size, 0)).toBe(plan.shoppers.length);
    expect(owners.every(({ size }) => size > 0)).toBe(true);
  },
  30_000,
);

it('stop when they are told to, and what was not sent is cut off, in all of them', async () => {
  const dir = mkdtempSync(join(root, 'trial-'));
  const { generator } = await StartedGenerator.prepare({
    load,
    seed: 1,
    block: 1,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    processes: 2,
    historyFile: (process) => join(dir, operationsFile(process)),
    logFile: join(dir, 'generator.log'),
    run: { id: 'test', folder: dir },
    hardStop: new AbortController().signal,
    onProgress: ({ sent }) => {
      if (sent > 0) generator.stop();
    },
  });
  await using _generator = generator;
  const { progress } = await generator.run(monotonicUs() + 50_000);
  await generator.close();
  expect(progress.sent).toBeGreaterThan(0);
  expect(progress.sent).toBeLessThan(plan.operations);
  const ids: number[] = [];
  for await (const lines of mergedLines(partsOf(dir), () => {})) {
    for (const { record } of lines) if (record.kind === 'op' || record.kind === 'skip') ids.push(record.id);
  }
  expect(ids.sort((a, b) => a - b)).toEqual(planned);
}, 30_000);
