/** A lab is SIGKILLed at random moments; the next one finds and removes what is left, and nothing else. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { systemProcessTable } from '../registry/process-table.js';
import { sweepLeftovers } from '../registry/sweep.js';
import { Child } from './child.js';
import { ask, Bench, programs } from './cluster.fixture.js';
import { Ports } from './ports.js';

const STARTER = fileURLToPath(new URL('../../../dist/cluster/process/starter.fixture.js', import.meta.url));
const KILLS = 8;
/** A cluster is up, and things are done to it, well before. */
const LATEST_MS = 2500;

/** Everything that lives in a folder, whatever it says of itself. */
function livingIn(folder: string): number[] {
  const real = realpathSync(folder);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`).startsWith(`${real}/`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

it.skipIf(!existsSync('/proc'))('nothing of a SIGKILLed lab survives the sweep, and everybody else does', async () => {
  const table = systemProcessTable(process.platform);
  using bench = new Bench();
  const foreignHome = join(bench.folder, 'foreign');
  mkdirSync(foreignHome);
  const foreign = await Child.launch({
    name: 'foreign',
    program: programs().redisServer,
    args: ['--port', `${await new Ports(Math.random).next()}`, '--bind', '127.0.0.1', '--save', ''],
    env: {},
    cwd: foreignHome,
    logFile: join(foreignHome, 'redis.log'),
    ipc: false,
  });
  try {
    await using live = await bench.start(bench.plan('stateless', 'cookie'));
    const liveRun = readdirSync(bench.registry).sort();
    const livePids = Object.values(live.pids()).sort();
    let found = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const args = [STARTER, bench.registry, join(bench.folder, `lab-${kill}`), kill % 2 ? 'stateful' : 'stateless'];
      const starter = spawn(process.execPath, args, { stdio: 'inherit' });
      await sleep(200 + Math.random() * (LATEST_MS - 200));
      const ended = once(starter, 'exit');
      starter.kill('SIGKILL');
      expect(await ended).toEqual([null, 'SIGKILL']);

      const swept = await sweepLeftovers(bench.registry, table);
      found += swept.flatMap(({ pids }) => pids).length;
      expect(livingIn(bench.registry).sort()).toEqual(livePids);
      expect(readdirSync(bench.registry).sort()).toEqual(liveRun);
    }
    expect(found).toBeGreaterThan(0);
    expect(table.state(foreign.pid)).toBe('running');
    expect(await ask(live, 2)).toEqual({ 'node-1.1': 1, 'node-2.1': 1 });
    expect(bench.failures).toEqual([]);
  } finally {
    foreign.signal('SIGKILL');
    await foreign.gone;
  }
});
