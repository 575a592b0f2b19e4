/** Runs of more operations than fit into one part, read from their folder as `lab check` does it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judge } from '../../checkers/judge.js';
import { judgeInThreads } from '../../checkers/judge-in-threads.js';
import { OPERATIONS_A_PART, partsOf, SMALL_TRIAL } from '../../checkers/parts.js';
import { checkCommand } from '../../commands/check.js';
import { fakeIo } from '../../commands/io.fake.js';
import { findingsText, recompute } from '../../commands/publication.js';
import { inMemory } from '../../history/in-memory.js';
import { readTrial } from '../../history/reader.js';
import type { TrialRecord } from '../../history/trial.js';
import { readManifest } from '../../store/run-reader.js';
import { operationsOf, type Truth } from './journeys.js';
import { writeRun } from './run-made-up.js';
import { wrongIn } from './truth.js';

/** Not judged whole, and more than the chunks that stay in memory. */
const PARTS = Math.ceil(SMALL_TRIAL / OPERATIONS_A_PART) + 1;
const SHAPE = { shoppers: Math.floor((PARTS * OPERATIONS_A_PART) / operationsOf(3)), heartbeats: 3, live: 500 };

let run = '';
let trial = '';
let truth: Truth;
beforeAll(async () => {
  run = mkdtempSync(join(tmpdir(), 'session-lab-made-up-'));
  trial = join(run, 'trials', 'made-up', '1', 'stateful');
  truth = await writeRun(run, SHAPE);
}, 60_000);
afterAll(() => rmSync(run, { recursive: true }));

describe('a long run', () => {
  it('is judged as is known beforehand', async () => {
    const { findings } = await recompute(run, readManifest(run));
    writeFileSync(join(run, 'findings.json'), findingsText(findings));
    expect(wrongIn(findings, truth)).toEqual([]);
    expect(truth.destroyed).toBeGreaterThan(20);
  }, 60_000);

  it('is judged in parts as it is judged whole, and walked as often as wanted', async () => {
    const read = await readTrial(trial);
    const whole = inMemory(read);
    const parts = [...partsOf(read)];
    expect(parts.length).toBe(PARTS);
    const ids = (operations: Iterable<{ readonly id: number }>) =>
      [...operations].map(({ id }) => id).sort((a, b) => a - b);
    expect(ids(parts.flatMap(({ operations }) => operations))).toEqual(ids(whole.operations));
    // Births are in another order, and the same.
    const { births, ...inParts } = judge(read);
    const { births: all, ...inOne } = judge(whole, new Set(), [whole]);
    expect(inParts).toEqual(inOne);
    const byName = (a: { readonly birth: string }, b: { readonly birth: string }) => (a.birth < b.birth ? -1 : 1);
    expect([...births].sort(byName)).toEqual([...all].sort(byName));
  }, 60_000);

  it('is judged by several threads as by one, birth by birth in the same order', async () => {
    const read = await readTrial(trial);
    const { births, ...inThreads } = await judgeInThreads(read, 3, 0);
    const { births: all, ...inOne } = judge(read);
    expect(inThreads).toEqual(inOne);
    expect([...births]).toEqual([...all]);
  }, 60_000);

  it('says what a thread failed of', async () => {
    const read = await readTrial(trial);
    const broken = { ...read, header: { ...read.header, scenario: { ...read.header.scenario, load: null } } };
    await expect(judgeInThreads(broken as unknown as TrialRecord, 2, 0)).rejects.toThrow(/load|null/);
  }, 60_000);

  it('is checked, and said to be unknown with the line where one is corrupt or cut in half', async () => {
    const path = join(trial, 'history.ndjson.gz');
    const sound = readFileSync(path);
    const lines = gunzipSync(sound).toString('utf8').split('\n');
    const check = async (text: string) => {
      writeFileSync(path, gzipSync(text, { level: 1 }));
      const { io, stdout } = fakeIo();
      const exitCode = await checkCommand({ run }, io);
      return { exitCode, said: stdout() };
    };
    expect(await check(lines.join('\n'))).toMatchObject({
      exitCode: 0,
      said: expect.stringContaining('all findings are identical'),
    });
    const corrupt = await check(lines.map((line, i) => (i === 499 ? '{"kind":"op",' : line)).join('\n'));
    expect(corrupt.exitCode).toBe(2);
    expect(corrupt.said).toMatch(/history\.ndjson\.gz:500: the line is not JSON: found "\{\\"kind\\":\\"op\\","/);
    expect(corrupt.said).toMatch(/unknown: 1 of its 1 trial cannot be read/);
    const half = await check(lines.slice(0, -2).join('\n').slice(0, -30));
    expect(half.exitCode).toBe(2);
    expect(half.said).toMatch(new RegExp(`history\\.ndjson\\.gz:${lines.length - 2}: the last line is cut in half`));
    writeFileSync(path, sound);
  }, 60_000);
});
