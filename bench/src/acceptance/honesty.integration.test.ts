/** A measurement that failed says so first, and keeps what it may keep: counts where all was sent, and no latency. */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Findings } from '../analysis/findings.js';
import { locateExecutable } from '../provision/locate.js';
import { generatorUnderLoad } from './generator-process.js';
import { LabPlace } from './lab-process.js';
import { type Acceptance, broken, NOTHING_LOST, runScenario, SHORT_LOAD, scenarioOf } from './rig.js';

const FROZEN_MS = 3000;
const HOUR_MS = 3_600_000;
/** To find a generator that does not come. */
const patience = (): AbortSignal => AbortSignal.timeout(30_000);

function countsStand({ of, findings }: Acceptance): void {
  expect(broken(of('stateful'))).toEqual([]);
  expect(findings.countsUnknown).toEqual([]);
  expect(findings.designs['stateful']?.sessions).toMatchObject(NOTHING_LOST);
  expect(findings.designs['stateful']?.sessions.started).toBeGreaterThan(50);
  expect(findings.verdict).toBe('pass');
}

function latencyIsVoid({ findings }: Acceptance, reason: RegExp): void {
  expect(findings.latencyVoid).toMatchObject([{ block: 1, reason: expect.stringMatching(reason) }]);
  const found = findings.designs['stateful'];
  expect(found?.latencyMs.overall.response).toMatchObject({ p50: null, p99: null, max: null, count: 0 });
  expect(found?.okWithin.overall).toEqual({ '100ms': null, '300ms': null, '1000ms': null });
  expect(found?.reasons['latencyMs']).toMatch(reason);
}

it('a generator frozen for 3 s: latency is void, counts stand', async () => {
  const freezing = (async () => {
    const pid = await generatorUnderLoad(patience());
    process.kill(pid, 'SIGSTOP');
    await sleep(FROZEN_MS);
    process.kill(pid, 'SIGCONT');
  })();
  const load = { ...SHORT_LOAD, ratePerSecond: 150, durationMs: 9000 };
  const [run] = await Promise.all([runScenario(scenarioOf(['stateful'], { load }), 1), freezing]);
  latencyIsVoid(run, /^the load generator was late \(stateful: lag p99 [\d.]+ ms, bound 10 ms; max [\d.]+ ms\)$/);
  expect(run.findings.designs['stateful']?.generatorLagMs.max).toBeGreaterThan(FROZEN_MS / 2);
  countsStand(run);
}, 60_000);

describe('a generator pinned to a busy core, while the wall clock is set forward by an hour', () => {
  const taskset = locateExecutable(['taskset'], process.env['PATH']);
  const [, core = '0'] = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  let aheadMs = 0;
  let whole: Promise<Acceptance> | null = null;

  async function crowded(program: string): Promise<Acceptance> {
    const spinner = spawn(program, ['-c', core, process.execPath, '-e', 'for (;;);'], { stdio: 'ignore' });
    try {
      const pinning = (async () => {
        const pid = await generatorUnderLoad(patience());
        execFileSync(program, ['-a', '-c', '-p', core, String(pid)], { stdio: 'ignore' });
        aheadMs = HOUR_MS;
      })();
      const load = { ...SHORT_LOAD, ratePerSecond: 100, durationMs: 6000 };
      const wallClock = () => new Date(Date.now() + aheadMs);
      const scenario = scenarioOf(['stateful'], { load });
      const [run] = await Promise.all([runScenario(scenario, 1, () => {}, undefined, wallClock), pinning]);
      return run;
    } finally {
      spinner.kill('SIGKILL');
    }
  }

  const runOnce = (skip: (condition: boolean, note: string) => void): Promise<Acceptance> => {
    skip(availableParallelism() < 2, 'it takes two cores: one to be busy');
    skip(taskset === null, 'taskset (util-linux) is not installed');
    whole ??= crowded(taskset ?? '');
    return whole;
  };

  it('has void latency and its counts', async ({ skip }) => {
    const run = await runOnce(skip);
    latencyIsVoid(run, /^(the load generator was|the cores that the load generator may use were|the machine was)/);
    expect(run.findings.designs['stateful']?.generatorCoresCpuShare).toBeGreaterThan(0.7);
    countsStand(run);
  }, 60_000);

  it('has every duration and every order by the monotonic clock, and a warning of the other', async ({ skip }) => {
    const run = await runOnce(skip);
    const { trial } = run.of('stateful');
    const steps = trial.samples.flatMap(({ machine }) => machine?.clockStepMs ?? []);
    expect(Math.abs((steps.at(-1) ?? 0) - HOUR_MS)).toBeLessThan(1000);
    expect(run.findings.warnings.map(({ code }) => code)).toContain('clock-stepped');
    const { loadStartUs, scenario } = trial.header;
    for (const { intendedUs, readyUs, sentUs, doneUs, origin } of trial.operations) {
      expect(intendedUs <= readyUs && readyUs <= sentUs && sentUs <= doneUs).toBe(true);
      expect(doneUs - sentUs).toBeLessThan(HOUR_MS * 1000);
      if (origin !== 'final') expect(sentUs - loadStartUs).toBeLessThan(scenario.load.durationMs * 1000 + 1e6);
    }
    const done = trial.operations.map(({ doneUs }) => doneUs);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    countsStand(run);
  });
});

it('a rate twenty times what is possible: counts and verdict are unknown, exit 2, said in the first lines', async () => {
  using place = new LabPlace();
  const file = join(place.folder, 'flood.yaml');
  writeFileSync(
    file,
    `question: What does a flood show?
load: { rate: 9000, duration: 3500 ms, think: 100 ms, warmUp: 500 ms, heartbeats: 0, timeout: 3 s }
expect: { stateful: { lost: 0 } }
`,
  );
  const { ended } = place.start(['run', file, '--designs', 'stateful', '--nodes', '1', '--json', '--out', 'flood']);
  const { code, stdout, stderr } = await ended;
  expect([code, code === 2 ? '' : stderr]).toEqual([2, '']);
  const firstLines = stdout.split('\n').slice(0, 6).join('\n');
  expect(firstLines).toMatch(/"flood: counts unknown: [\d,]+ of [\d,]+ planned requests were not sent/);
  expect(firstLines).toContain('"flood: latency void: ');
  const flood = (JSON.parse(stdout) as Findings).scenarios['flood'];
  expect(flood).toMatchObject({ verdict: 'unknown', expectations: [{ verdict: 'unknown' }] });
}, 120_000);
