/** From a fresh clone: the path has spaces and an umlaut, npm was there before, and two people start at once. Long. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const isLong = process.env['TEST_LONG'] === '1';
let folder = '';
let clone = '';

/** npm as a person types it: without what the npm around these tests has set. */
function npm(...args: readonly string[]) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name)));
  return execa('npm', args, { cwd: clone, env, extendEnv: false, reject: false });
}

describe.skipIf(!isLong)('a fresh clone', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'klön mit raum '));
    clone = join(folder, 'lab');
    const { stdout } = await execa('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root });
    for (const file of stdout.split('\n').filter((name) => !name.startsWith('results/runs'))) {
      mkdirSync(dirname(join(clone, file)), { recursive: true });
      cpSync(join(root, file), join(clone, file));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('sets itself up once, after a reflexive npm install, for two who start at the same time', async () => {
    expect((await npm('install')).exitCode).toBe(0);
    const both = await Promise.all([npm('run', 'lab', '--', 'list'), npm('run', 'lab', '--', 'validate')]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const said = both.map(({ stderr }) => stderr).join('\n');
    expect(said.match(/installing dependencies/g)).toHaveLength(1);
    expect(said.match(/building/g)).toHaveLength(1);
    expect(both[1]?.stdout).toMatch(/^balancer-pause: valid/);
  }, 300_000);

  it('says nothing and does nothing the second time, after another npm install', async () => {
    await npm('install');
    const { stdout, stderr } = await npm('run', 'lab', '--', '--version');
    expect({ stdout, stderr }).toEqual({ stdout: '0.1.0', stderr: '' });
  });
});
