/** `npm test`: all the set-up, then lint, types and tests; the last line has the counts, as vitest reports them. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, run, SetupError, say } from './root.mjs';

const EXIT_FAILED = 1;

/**
 * @param prepare installs and builds
 * @param args `--long` runs the long tests too; the rest goes to vitest
 * @returns the exit code: 0 when everything passed, what set-up said when it failed, else 1
 */
export async function runTests(prepare, args) {
  const long = args.includes('--long');
  const filters = args.filter((argument) => argument !== '--long');
  try {
    await prepare();
    const programs = await provisionPrograms();
    const lintPassed = lint();
    const { passed, failed, skipped, code } = await runVitest(filters, {
      ...programs,
      ...(long && { TEST_LONG: '1' }),
    });
    if (!lintPassed) say('lint found problems: see above');
    printCounts(passed, failed, skipped);
    return lintPassed && code === 0 && failed === 0 ? 0 : EXIT_FAILED;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    printCounts(0, 0, 0);
    return error.exitCode;
  }
}

function printCounts(passed, failed, skipped) {
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
}

function lint() {
  say('checking form and lint (biome)');
  return run(join(ROOT, 'bench', 'node_modules', '.bin', 'biome'), ['check', '--error-on-warnings', '.']) === 0;
}

/** Programs of the system, by the lab's own provisioning. The tests of pages skip themselves without a browser. */
async function provisionPrograms() {
  const { provision, provisionBrowser } = await import('../dist/provision/provision.js');
  const { createIo } = await import('../dist/commands/io.js');
  const io = createIo(() => process.exit(130));
  const needed = await toSetupErrors(() => provision(io));
  const browser = await toSetupErrors(() => provisionBrowser(io)).catch((error) => {
    say(`${error.message}\nlab: the tests of pages in a browser are skipped`);
    return null;
  });
  return {
    SESSION_LAB_REDIS_SERVER: needed.redisServer,
    SESSION_LAB_HAPROXY: needed.haproxy,
    ...(browser !== null && { SESSION_LAB_CHROMIUM: browser }),
  };
}

async function toSetupErrors(work) {
  try {
    return await work();
  } catch (error) {
    if (error.exitCode === undefined) throw error;
    throw new SetupError([error.message, error.hint].filter(Boolean).join('\n→ '), error.exitCode);
  }
}

async function runVitest(filters, env) {
  const folder = mkdtempSync(join(tmpdir(), 'session-lab-tests-'));
  const file = join(folder, 'results.json');
  const vitest = join(ROOT, 'bench', 'node_modules', 'vitest', 'vitest.mjs');
  const config = join(ROOT, 'bench', 'vitest.config.ts');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...reporters, ...filters], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (status) => resolve(status ?? 130));
    });
    return { ...countResults(file), code };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that could not even be loaded has no tests of its own, and counts as one that failed. */
function countResults(file) {
  const results = JSON.parse(readFileSync(file, 'utf8'));
  const unloaded = results.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  for (const { name } of unloaded) say(`could not be loaded: ${name}`);
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + unloaded.length,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}
