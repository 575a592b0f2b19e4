/** What `lab check` says of a run's folder that is whole, and of one that somebody has changed since. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../analysis/manifest.js';
import { writeRun } from '../benchmarks/history/run-made-up.js';
import { RunFolder } from '../store/run-folder.js';
import { readManifest } from '../store/run-reader.js';
import { checkCommand } from './check.js';
import { fakeIo } from './io.fake.js';
import { findingsText, recompute } from './publication.js';

let folder = '';
let sound = '';
let run = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'session-lab-check-'));
  sound = join(folder, 'sound');
  await writeRun(sound, { shoppers: 200, heartbeats: 1, live: 20 });
  const manifest = readManifest(sound);
  const { findings } = await recompute(sound, manifest);
  writeFileSync(join(sound, 'findings.json'), findingsText(findings));
  const opened = RunFolder.open(sound);
  opened.writeManifest({ ...manifest, files: opened.files() });
}, 30_000);
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  run = join(folder, 'run');
  rmSync(run, { recursive: true, force: true });
  cpSync(sound, run, { recursive: true });
});

async function check() {
  const { io, stdout } = fakeIo();
  const exitCode = await checkCommand({ run }, io);
  return { exitCode, said: stdout() };
}

const changeManifest = (change: (manifest: Manifest) => unknown) =>
  writeFileSync(join(run, 'manifest.json'), JSON.stringify(change(readManifest(sound))));

function changeHistory(change: (lines: string[]) => string[]): void {
  const path = join(run, 'trials', 'made-up', '1', 'stateful', 'history.ndjson.gz');
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
  writeFileSync(path, gzipSync(`${change(lines).join('\n')}\n`));
}

describe('check', () => {
  it('finds a run identical of which nothing was changed', async () => {
    expect(await check()).toMatchObject({ exitCode: 0, said: expect.stringContaining('all findings are identical') });
  });

  it('names each file that the manifest lists and that is gone, and knows no verdict then', async () => {
    const { files } = readManifest(run);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files.filter((name) => name !== 'manifest.json')) {
      rmSync(join(run, file));
      const { exitCode, said } = await check();
      expect([file, exitCode]).toEqual([file, 2]);
      expect(said).toContain(`missing 1 of the ${files.length} files that manifest.json lists:\n  ${file}\n`);
      expect(said).toContain('unknown: ');
      cpSync(join(sound, file), join(run, file));
    }
    // A file that no finding comes from.
    changeManifest((manifest) => ({
      ...manifest,
      files: [...manifest.files, 'trials/made-up/1/stateful/latency.hlog'],
    }));
    const { exitCode, said } = await check();
    expect([exitCode, said]).toEqual([
      2,
      expect.stringMatching(/latency\.hlog\n.*unknown: not all of the run is there/),
    ]);
  }, 60_000);

  it('reads a run from before the time-outs were written down', async () => {
    changeManifest(({ timeOutsMs, ...rest }) => rest);
    expect(readManifest(run)).toEqual({ ...readManifest(sound), timeOutsMs: {} });
    expect((await check()).exitCode).toBe(0);
  });

  it('does not say that a complete run was cut short', async () => {
    rmSync(join(run, 'findings.json'));
    const { exitCode, said } = await check();
    expect(exitCode).toBe(2);
    expect(said).toContain('there are no findings to compare with');
  });

  it('says that a history ends before its end, where it was cut between two lines', async () => {
    changeHistory((lines) => lines.slice(0, -20));
    const { exitCode, said } = await check();
    expect(exitCode).toBe(2);
    expect(said).toContain('trials/made-up/1/stateful/history.ndjson.gz: the history has no record "end"');
    expect(said).toMatch(/unknown: \d+ findings differ/);
  });

  it('does not count a record that is JSON and none of the format', async () => {
    changeHistory(([header = '', ...rest]) => [header.replace(/"loadStartUs":\d+/, '"loadStartUs":"x"'), ...rest]);
    const { exitCode, said } = await check();
    expect(exitCode).toBe(2);
    expect(said).toMatch(
      /history\.ndjson\.gz:1: the line is no record: .*"loadStartUs" is the text "x", expected a number/,
    );
  });

  it.each<[string, (manifest: Manifest) => unknown]>([
    ['format is 7, expected the number 1', (manifest) => ({ ...manifest, format: 7 })],
    ['format is the text "1", expected the number 1', (manifest) => ({ ...manifest, format: '1' })],
    ['files is missing, expected a value of type array', ({ files, ...rest }) => rest],
    ['scenarios.0 is 3, expected a value of type string', (manifest) => ({ ...manifest, scenarios: [3] })],
    ['it is null, expected a value of type object', () => null],
  ])('refuses a manifest of which %s', async (words, change) => {
    changeManifest(change);
    await expect(check()).rejects.toMatchObject({
      code: 'LAB_RUN_UNREADABLE',
      message: expect.stringContaining(`manifest.json: ${words}`),
    });
  });
});
