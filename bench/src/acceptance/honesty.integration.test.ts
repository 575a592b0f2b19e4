/**
 * A measurement that failed says so first, and keeps what it may keep: counts where all was sent, and no latency. The lab is
 * run as people run it, and what is looked at is what they see.
 */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Findings, ScenarioFindings } from '../analysis/findings.js';
import type { Manifest } from '../analysis/manifest.js';
import { readTrial } from '../history/reader.js';
import { locateExecutable } from '../provision/locate.js';
import { childOf } from './lab-children.js';
import { type LabEnd, LabPlace } from './lab-process.js';
import { NOTHING_LOST } from './rig.js';

const FROZEN_MS = 3000;
const HOUR_MS = 3_600_000;
/** Lines in which it must be said, of whatever is read. */
const FIRST = 5;

interface Run {
  readonly ended: LabEnd;
  readonly findings: ScenarioFindings;
  /** Folder of the run. */
  readonly dir: string;
  /** Of the terminal, of findings.json and of report.md. */
  readonly firstLines: readonly [terminal: string, json: string, report: string];
}

/**
 * Runs one trial of the stateful design.
 *
 * @param told lines of the scenario's file
 * @param meddle is called when the load has begun, with the pid of the lab
 * @param flags of Node
 */
async function runLab(
  place: LabPlace,
  told: string,
  meddle: (lab: number) => unknown = () => {},
  flags: readonly string[] = [],
): Promise<Run> {
  const file = join(place.folder, 'story.yaml');
  writeFileSync(file, `question: What is it worth?\n${told}\nexpect: { stateful: { lost: 0 } }\n`);
  const args = ['run', file, '--designs', 'stateful', '--out', 'out'];
  const { child, ended: ending } = place.start(args, undefined, flags);
  await Promise.race([place.loadBegan('out'), ending]);
  await meddle(child.pid ?? 0);
  const ended = await ending;
  const dir = join(place.folder, 'out');
  const [json, report] = ['findings.json', 'report.md'].map((name) => readFileSync(join(dir, name), 'utf8'));
  const findings = (JSON.parse(json ?? '') as Findings).scenarios['story'];
  if (findings === undefined) throw new Error(`no findings: ${ended.stderr}`);
  const first = (text = ''): string => text.trimStart().split('\n').slice(0, FIRST).join('\n');
  return { ended, findings, dir, firstLines: [first(ended.stdout), first(json), first(report)] };
}

function saysFirst({ firstLines }: Run, words: RegExp): void {
  // A terminal breaks lines where they end.
  for (const lines of firstLines) expect(lines.replace(/\s+/g, ' ')).toMatch(words);
}

function countsStand({ ended, findings }: Run): void {
  expect(findings.identities.filter(({ holds }) => !holds)).toEqual([]);
  expect(findings.identities.length).toBeGreaterThan(0);
  expect(findings.countsUnknown).toEqual([]);
  const { sessions, requests } = findings.designs['stateful'] ?? {};
  expect(sessions).toMatchObject(NOTHING_LOST);
  expect(sessions?.started).toBeGreaterThan(30);
  expect(requests?.unsent).toBe(0);
  expect([findings.verdict, ended.code]).toEqual(['pass', 0]);
}

function latencyIsVoid(run: Run, reason: RegExp): void {
  const { findings, ended } = run;
  expect(findings.latencyVoid).toMatchObject([{ block: 1, reason: expect.stringMatching(reason) }]);
  saysFirst(run, new RegExp(`latency void: ${reason.source}`));
  expect(ended.stdout).toMatch(/^ {2}stateful \(cookie\) .* void /m);
  const found = findings.designs['stateful'];
  expect(found?.latencyMs.overall.response).toMatchObject({ p50: null, p99: null, max: null, count: 0 });
  expect(found?.okWithin.overall).toEqual({ '100ms': null, '300ms': null, '1000ms': null });
  expect(found?.reasons['latencyMs']).toMatch(reason);
}

it('a generator frozen for 3 s: latency is void, counts stand', async () => {
  using place = new LabPlace();
  const run = await runLab(
    place,
    'load: { rate: 150, duration: 9 s, think: 250 ms, warmUp: 500 ms, heartbeats: 2 }',
    async (lab) => {
      const generator = childOf(lab, 'generator');
      process.kill(generator, 'SIGSTOP');
      await sleep(FROZEN_MS);
      process.kill(generator, 'SIGCONT');
    },
  );
  latencyIsVoid(run, /the load generator was late \(stateful: lag p[\d.]+ [\d.]+ ms, bound 10 ms; max [\d.]+ ms\)/);
  expect(run.findings.designs['stateful']?.generatorLagMs.max).toBeGreaterThan(FROZEN_MS / 2);
  countsStand(run);
}, 60_000);

/** Sets the wall clock of a process of Node, and of what it forks, forward by an hour once a file is there. */
const CLOCK = `import { existsSync } from 'node:fs';
const set = new URL('an-hour-later', import.meta.url);
const True = Date;
const nowMs = () => True.now() + (existsSync(set) ? ${HOUR_MS} : 0);
globalThis.Date = class extends True {
  constructor(...words) {
    if (words.length === 0) super(nowMs());
    else super(...words);
  }
  static now() {
    return nowMs();
  }
};
`;

describe('a generator pinned to a busy core, while the wall clock of lab and generator is set forward by an hour', () => {
  const taskset = locateExecutable(['taskset'], process.env['PATH']);
  const [, core = '0'] = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];

  it('has void latency and its counts; durations and order are of the monotonic clock, and it warns', async ({
    skip,
  }) => {
    skip(availableParallelism() < 2, 'it takes two cores: one to be busy');
    skip(taskset === null, 'taskset (util-linux) is not installed');
    using place = new LabPlace();
    const clock = join(place.folder, 'clock.mjs');
    writeFileSync(clock, CLOCK);
    const spinner = spawn(taskset ?? '', ['-c', core, process.execPath, '-e', 'for (;;);'], { stdio: 'ignore' });
    try {
      const load = 'load: { rate: 200, duration: 6 s, think: 120 ms, warmUp: 500 ms, heartbeats: 2 }';
      const pinAndSet = (lab: number): void => {
        const generator = `${childOf(lab, 'generator')}`;
        execFileSync(taskset ?? '', ['-a', '-c', '-p', core, generator], { stdio: 'ignore' });
        writeFileSync(join(place.folder, 'an-hour-later'), '');
      };
      const run = await runLab(place, load, pinAndSet, ['--import', clock]);
      latencyIsVoid(run, /(the load generator was|the cores that the load generator may use were|the machine was) /);
      expect(run.findings.designs['stateful']?.generatorCoresCpuShare).toBeGreaterThan(0.7);
      countsStand(run);
      await isOfTheMonotonicClock(run);
    } finally {
      spinner.kill('SIGKILL');
    }
  }, 60_000);

  async function isOfTheMonotonicClock({ findings, dir }: Run): Promise<void> {
    const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as Manifest;
    const tookMs = Date.parse(manifest.finishedAt ?? '') - Date.parse(manifest.startedAt);
    expect(tookMs, 'the clock was set').toBeGreaterThan(HOUR_MS);
    expect(findings.warnings.map(({ code }) => code)).toContain('clock-stepped');
    const { header, samples, operations } = await readTrial(join(dir, 'trials', 'story', '1', 'stateful'));
    const steps = samples.flatMap(({ machine }) => machine?.clockStepMs ?? []);
    expect(Math.abs((steps.at(-1) ?? 0) - HOUR_MS)).toBeLessThan(1000);
    const { loadStartUs, scenario } = header;
    let lastUs = 0;
    let count = 0;
    for (const { intendedUs, readyUs, sentUs, doneUs, origin } of operations) {
      count += 1;
      expect(intendedUs <= readyUs && readyUs <= sentUs && sentUs <= doneUs).toBe(true);
      expect(doneUs - sentUs).toBeLessThan(HOUR_MS * 1000);
      if (origin !== 'final') expect(sentUs - loadStartUs).toBeLessThan(scenario.load.durationMs * 1000 + 1e6);
      expect(doneUs).toBeGreaterThanOrEqual(lastUs);
      lastUs = doneUs;
    }
    expect(count).toBeGreaterThan(300);
    // Cookies do not expire by it, and every second of load is there.
    expect(findings.designs['stateful']?.timeline).toHaveLength(6);
  }
});

it('a rate many times what is possible: counts and verdict are unknown, exit 2, said in the first lines', async () => {
  using place = new LabPlace();
  // The highest that a scenario may ask for, of one node whose sessions are heavy.
  const run = await runLab(
    place,
    `cluster: { nodes: 1, itemBytes: 100000 }
load: { rate: 10000, duration: 2500 ms, think: 60 ms, warmUp: 500 ms, heartbeats: 0, timeout: 3 s }`,
  );
  const { ended, findings } = run;
  expect([ended.code, ended.code === 2 ? '' : ended.stderr]).toEqual([2, '']);
  saysFirst(run, /counts unknown: [\d,]+ of [\d,]+ planned requests were not sent/);
  saysFirst(run, /latency void: /);
  expect(ended.stdout).toMatch(/^ {2}stateful \(cookie\) +unknown .* void +unknown$/m);
  expect(findings).toMatchObject({ verdict: 'unknown', expectations: [{ verdict: 'unknown' }] });
  const { requests } = findings.designs['stateful'] ?? {};
  expect(requests?.unsent).toBeGreaterThan(1000);
  expect(requests?.planned, 'many times what was answered well').toBeGreaterThan(5 * (requests?.ok ?? Number.NaN));
}, 120_000);

describe('a scenario in which some kind of operation never succeeds does not pass', () => {
  it('is unknown where the gateway is down before anybody can pay', async () => {
    using place = new LabPlace();
    const { ended, findings } = await runLab(
      place,
      'load: { rate: 100, duration: 4 s, think: 120 ms, warmUp: 500 ms, heartbeats: 0 }',
      (lab) => process.kill(childOf(lab, 'payments'), 'SIGKILL'),
    );
    expect([findings.verdict, ended.code]).toEqual(['unknown', 2]);
    expect(findings.verdictReasons.join('; ')).toMatch(/no operation of this kind ever succeeded: [\w, ]*\bpay\b/);
    expect(ended.stdout).toContain('? verdict unknown');
  }, 60_000);

  it.each([
    ['rate 0', '{ rate: 0, duration: 6 s }', /load\.rate/],
    ['a load too short for one journey', '{ rate: 100, duration: 2 s, warmUp: 500 ms }', /too short by/],
  ])('is refused before anything starts: %s', async (_, load, words) => {
    using place = new LabPlace();
    const file = join(place.folder, 'story.yaml');
    writeFileSync(file, `question: What is it worth?\nload: ${load}\n`);
    const { code, stdout, stderr } = await place.start(['run', file, '--out', 'out']).ended;
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(words);
  });
});
