/** The macro-benchmark on real nodes, a real gateway and a real Redis: small, but whole. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemProcessTable } from '../../../cluster/registry/process-table.js';
import { type RegisteredRun, registerRun } from '../../../cluster/registry/run-record.js';
import { locatePrograms } from '../../../provision/locate.js';
import { readRedis, useBetween } from '../../closed-loop/redis-meter.js';
import { signInVisitors, type Visitor } from '../../closed-loop/visitors.js';
import { type MacroOptions, measureMacro } from './macro.js';
import { measureSlice } from './measured-slice.js';
import type { Compared, MacroSchedule } from './rounds.js';
import { Stage } from './stage.js';

const table = systemProcessTable(process.platform);
const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);
let folder: string;
let run: RegisteredRun;
let options: Omit<MacroOptions, 'schedule'>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'benchmark '));
  run = registerRun(join(folder, 'r'), table, process.pid, new Date());
  const logDir = join(folder, 'logs');
  mkdirSync(logDir);
  const { redisServer = '' } = locatePrograms(['redisServer'], process.env['PATH']);
  options = {
    run,
    platform: process.platform,
    redisServer,
    itemBytes: 0,
    logDir,
    nowUs,
    wallMs: () => Date.now(),
    signal: new AbortController().signal,
    hardStop: new AbortController().signal,
    seed: 1,
    connections: 4,
    say: () => {},
  };
});
afterAll(() => {
  run[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

const scheduleOf = (...designs: readonly Compared[]): MacroSchedule => ({
  designs,
  cells: [{ mix: 'read-heavy', items: 10 }],
  rounds: 1,
  sliceMs: 400,
  warmUpMs: 200,
});

it('counts the same at sender, node and Redis, knows what a session weighs, and leaves nothing running', async () => {
  const { cells, slices, notStorable } = await measureMacro({
    ...options,
    schedule: scheduleOf('stateful', 'stateless', 'stateless-blob'),
  });
  expect(slices).toHaveLength(3);
  for (const slice of slices) expect(slice.requests).toBeGreaterThan(100);
  const of = (design: Compared) => cells.find((cell) => cell.design === design);
  expect(of('stateful')).toMatchObject({ redisCommands: null, redisBytes: null });
  // Every request reads the hash; a tenth writes, by a script of several commands.
  expect(of('stateless')?.redisCommands).toBeGreaterThan(1);
  expect(of('stateless')?.redisCommands).toBeLessThan(3);
  // GET and, as the plug-in's defaults have it, a SET or an EXPIRE with each.
  expect(of('stateless-blob')?.redisCommands).toBeGreaterThanOrEqual(2);
  for (const cell of cells) {
    expect(cell.perSecond).toBeGreaterThan(0);
    expect(cell.nodeCpuUs).toBeGreaterThan(1);
    // Ten items of some 15 bytes each, birth, account and register; a text that is appended to has room to grow.
    expect(cell.sessionBytes).toBeGreaterThan(250);
    expect(cell.sessionBytes).toBeLessThan(5000);
  }
  expect(notStorable).toEqual([]);
  expect(table.members(run)).toEqual([]);
});

it('says that a browser does not keep a sealed session of that size', async () => {
  const schedule = scheduleOf('stateless-sealed');
  const { cells, notStorable } = await measureMacro({ ...options, itemBytes: 1000, schedule });
  expect(cells).toEqual([]);
  expect(notStorable).toEqual([{ design: 'stateless-sealed', items: 10, cookieBytes: expect.any(Number) }]);
  expect(notStorable[0]?.cookieBytes).toBeGreaterThan(4096);
});

it('reports nothing of answers that name another session, and nothing beside what somebody else asks Redis', async () => {
  await using stage = await Stage.start({ ...options, designs: ['stateful', 'stateless'] });
  const redisPort = stage.redisPort ?? 0;
  const reading = await readRedis(redisPort);
  expect(useBetween(reading, await readRedis(redisPort))).toMatchObject({ commands: 0, netBytes: 0 });
  const { port } = stage.node('stateful');
  const signal = stage.signal;
  const signedIn = await signInVisitors({ port, name: 'v', count: 2, items: 2, wallMs: () => Date.now(), signal });
  const visitors = signedIn as readonly Visitor[];
  const [first, second] = visitors as readonly [Visitor, Visitor];
  const slice = { design: 'stateful', mix: 'read-only', items: 2, round: 1 } as const;
  const context = { stage, visitors, durationMs: 100, nowUs };
  await expect(measureSlice(slice, context)).resolves.toMatchObject({ figures: { redis: null } });
  const mixedUp = [{ ...first, birth: second.birth }, second];
  await expect(measureSlice(slice, { ...context, visitors: mixedUp })).rejects.toThrow(
    `an answer was wrong: session ${first.birth} instead of ${second.birth}`,
  );
  const forgotten = [{ ...first, cookie: 'sid=none' }, second];
  await expect(measureSlice(slice, { ...context, visitors: forgotten })).rejects.toThrow('session none instead of');
  const measuring = measureSlice(slice, context);
  await Promise.all([
    expect(measuring).rejects.toThrow(/Redis was asked \d+ times by somebody else/),
    signInVisitors({
      port: stage.node('stateless').port,
      name: 'w',
      count: 1,
      items: 2,
      wallMs: () => Date.now(),
      signal,
    }),
  ]);
});
