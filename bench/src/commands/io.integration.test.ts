/** Real processes: streams that are slow or gone, and signals. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const dist = new URL('../../dist/', import.meta.url);
const main = fileURLToPath(new URL('main.js', dist));
const ioUrl = new URL('commands/io.js', dist).href;
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function start(args: readonly string[]) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  return child;
}
const script = (body: string) =>
  start(['--input-type=module', '-e', `import { createIo } from ${JSON.stringify(ioUrl)};\n${body}`]);

async function collect(child: ReturnType<typeof start>) {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (part) => {
    stdout += part;
  });
  child.stderr.setEncoding('utf8').on('data', (part) => {
    stderr += part;
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, stdout, stderr };
}

describe('standard output', () => {
  it('arrives whole in a pipe that nobody reads at first', async () => {
    const child = script(`const io = createIo(() => {});
      process.stderr.write('writing');
      io.stdout('x'.repeat(8_000_000));
      await io.flush();
      process.exit(3);`);
    await once(child.stderr, 'data');
    const { exitCode, stdout } = await collect(child);
    expect([exitCode, stdout.length]).toEqual([3, 8_000_000]);
  });

  it('may go away: no error, and the command ends as it would', async () => {
    const child = start([main, 'list']);
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (part) => {
      stderr += part;
    });
    const [exitCode] = (await once(child, 'exit')) as [number | null];
    expect([exitCode, stderr]).toEqual([0, '']);
  });
});

describe('the process', () => {
  it.each([
    [['list'], 0],
    [['lst'], 64],
    [['validate', 'nope'], 64],
    [['check', 'nope'], 64],
  ])('%j exits with %j', async (args, code) => {
    const { exitCode, stdout, stderr } = await collect(start([main, ...args]));
    expect(exitCode).toBe(code);
    expect(code === 0 ? stderr : stdout).toBe('');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s stops once, and a later one at once, with 130',
    async (signal) => {
      const child = script(`const io = createIo(() => process.exit(130));
      io.signal.addEventListener('abort', () => io.stdout('stopping '));
      io.hardStop.addEventListener('abort', () => io.stdout('killed'));
      setInterval(() => {}, 1000);
      io.stderr('ready');`);
      const all = collect(child);
      await once(child.stderr, 'data');
      const repeated = setInterval(() => child.kill(signal), 100);
      const { exitCode, stdout } = await all;
      clearInterval(repeated);
      expect([exitCode, stdout]).toEqual([130, 'stopping killed']);
    },
  );
});
