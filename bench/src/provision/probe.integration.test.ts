import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeIo } from '../commands/io.fake.js';
import type { Io } from '../commands/io.js';
import { locateExecutable } from './locate.js';
import { probeHaproxy, probeRedis } from './probe.js';
import { provision } from './provision.js';

let folder = '';
let io: Io;
const path = process.env['PATH'];
const redis = locateExecutable(['redis-server', 'valkey-server'], path) ?? 'redis-server';
const haproxy = locateExecutable(['haproxy'], path) ?? 'haproxy';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probe ü '));
  io = fakeIo({ tmp: folder, env: { PATH: path } }).io;
});
afterAll(() => rm(folder, { recursive: true }));

async function script(name: string, body: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}

describe('probes', () => {
  it('find the real programs fit, and leave nothing behind', async () => {
    await expect(probeRedis(redis, io)).resolves.toBeUndefined();
    await expect(probeHaproxy(haproxy, io)).resolves.toBeUndefined();
    expect(await readdir(folder)).toEqual([]);
  });

  it('quote what an unfit program says', async () => {
    const old = await script('old-haproxy', 'echo "unknown keyword http-error" >&2; exit 1');
    await expect(probeHaproxy(old, io)).rejects.toMatchObject({
      code: 'LAB_PROGRAM_UNFIT',
      message: expect.stringContaining('unknown keyword http-error'),
    });
    const broken = await script('broken-redis', 'echo "cannot load libjemalloc" >&2; exit 127');
    await expect(probeRedis(broken, io)).rejects.toMatchObject({
      code: 'LAB_PROGRAM_UNFIT',
      message: expect.stringContaining('cannot load libjemalloc'),
    });
  });

  it('provide absolute paths', async () => {
    expect(await provision(io)).toEqual({ redisServer: redis, haproxy });
  });
});
