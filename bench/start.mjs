/**
 * The way in: makes a fresh clone ready (dependencies, build), then runs the lab or its tests. Plain JavaScript without
 * dependencies, since nothing is there yet when it starts. All it says goes to standard error: standard output belongs
 * to the command.
 *
 *   node bench/start.mjs lab <arguments of the lab>
 *   node bench/start.mjs bench:driver | bench:stores <arguments of the benchmark>
 *   node bench/start.mjs test [--long] [filters of vitest]
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, isBuilt } from './setup/build.mjs';
import { install, isInstalled } from './setup/install.mjs';
import { withLock } from './setup/lock.mjs';
import { ROOT, SetupError, say } from './setup/root.mjs';

/** Commands that run in this very process, by the entry that each is. */
const ENTRIES = {
  lab: 'main.js',
  'bench:driver': 'benchmarks/driver/main.js',
  'bench:stores': 'benchmarks/stores/main.js',
};
const OLDEST_NODE = [20, 19];
const EXIT_USAGE = 64;
const EXIT_UNAVAILABLE = 75;

function checkPlatform() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    const oldest = OLDEST_NODE.join('.');
    throw new SetupError(
      `The lab needs Node.js ${oldest} or newer; this is ${process.versions.node}.`,
      EXIT_UNAVAILABLE,
    );
  }
  if (process.platform === 'win32') {
    throw new SetupError('The lab does not run on Windows itself: use WSL2 (type "wsl --install").', EXIT_UNAVAILABLE);
  }
}

/** Two starts at the same time must not install into each other's folders: the second one waits, then finds it done. */
async function prepare() {
  if (isInstalled() && isBuilt()) return;
  await withLock(() => {
    if (!isInstalled()) install();
    if (!isBuilt()) build();
  });
}

async function main([command, ...args]) {
  checkPlatform();
  if (Object.hasOwn(ENTRIES, command ?? '')) {
    await prepare();
    const entry = join(ROOT, 'bench', 'dist', ENTRIES[command]);
    process.argv = [process.argv[0], entry, ...args];
    // In this very process, so that signals and exit codes need no passing on. It exits by itself.
    await import(pathToFileURL(entry).href);
  } else if (command === 'test') {
    const { runTests } = await import('./setup/tests.mjs');
    process.exitCode = await runTests(prepare, args);
  } else {
    throw new SetupError(
      'usage: node bench/start.mjs lab <arguments> | bench:driver <arguments> | bench:stores <arguments> | test [--long]',
      EXIT_USAGE,
    );
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = error.exitCode;
}
