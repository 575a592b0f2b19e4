/** What people are told when a cluster cannot start, and that nothing of it stays. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './cluster.fixture.js';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});
afterEach(() => {
  expect(existsSync(bench.registry) ? readdirSync(bench.registry) : []).toEqual([]);
  bench[Symbol.dispose]();
});

describe('a cluster that cannot start', () => {
  function program(script: string): string {
    const file = join(bench.folder, 'program');
    writeFileSync(file, `#!/bin/sh\n[ "$1" = --version ] && exit 0\n${script}\n`, { mode: 0o755 });
    return file;
  }

  it('names the occupied port and who has it', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const start = bench.start(bench.plan('stateful', 'cookie', { port }));
    await expect(start).rejects.toMatchObject({
      code: 'LAB_PORT_OCCUPIED',
      message: expect.stringMatching(new RegExp(`^port ${port} is occupied: .*\\(process ${process.pid}\\)`)),
    });
    await new Promise((resolve) => server.close(resolve));
    const cluster = await bench.start(bench.plan('stateful', 'cookie', { port }));
    expect(cluster.port).toBe(port);
    await cluster[Symbol.asyncDispose]();
  });

  it('quotes the last lines of a process that ends', async () => {
    const start = bench.start(bench.plan('stateless', 'cookie'), { redisServer: program('echo no memory; exit 3') });
    await expect(start).rejects.toMatchObject({
      code: 'LAB_NOT_READY',
      exitCode: 75,
      message: 'redis ended before it was ready (exit code 3). Its last lines:\n  | no memory',
      hint: `its whole log: ${join(bench.folder, 'logs', 'redis.log')}`,
    });
  });

  it('does not wait for ever for one that is mute', async () => {
    const options = { redisServer: program('exec sleep 60'), readyWithinMs: 4000 };
    await expect(bench.start(bench.plan('stateless', 'cookie'), options)).rejects.toMatchObject({
      code: 'LAB_NOT_READY',
      message: 'redis did not become ready within 4 s. It wrote nothing.',
    });
  });

  it('says which program is missing', async () => {
    const start = bench.start(bench.plan('stateful', 'cookie'), { haproxy: '/nowhere/haproxy' });
    await expect(start).rejects.toMatchObject({ code: 'LAB_PROGRAM_MISSING', message: /^\/nowhere\/haproxy/ });
  });

  it('says that its folder has too long a name for a socket', async () => {
    const registry = join(bench.folder, 'x'.repeat(100));
    const start = bench.start(bench.plan('stateful', 'cookie'), { registry });
    await expect(start).rejects.toMatchObject({ code: 'LAB_PLATFORM', hint: expect.stringContaining('TMPDIR') });
    expect(existsSync(registry)).toBe(false);
  });

  it('stops waiting when it is interrupted', async () => {
    const start = bench.start(bench.plan('stateless', 'cookie'), { redisServer: program('exec sleep 60') });
    setTimeout(() => bench.abort.abort(), 100);
    await expect(start).rejects.toMatchObject({ code: 'LAB_INTERRUPTED' });
  });
});
