/** The lab itself is interrupted or killed: nothing stays behind, and what was measured can be read. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createDice } from '../plan/dice.js';
import { LabPlace } from './lab-process.js';
import { seeds } from './rig.js';

it('removes at its next start whatever a killed run left, at random moments', async () => {
  using place = new LabPlace();
  const scenario = place.scenario('killed');
  const dice = createDice('killed-lab');
  let leftBehind = 0;
  for (const round of seeds(20)) {
    const { child, ended } = place.start(['run', scenario, '--designs', 'stateless', '--out', `killed-${round}`]);
    await sleep(dice.integer(300, 7000));
    child.kill('SIGKILL');
    expect((await ended).signal).toBe('SIGKILL');
    leftBehind += place.processes().length;
  }
  expect(leftBehind).toBeGreaterThan(0);
  const next = await place.start(['run', scenario, '--designs', 'stateless', '--out', 'next']).ended;
  expect(next.code, next.stderr).toBe(0);
  expect(place.processes()).toEqual([]);
  expect(place.leftFiles()).toEqual([]);
  const check = await place.start(['check', 'next']).ended;
  expect(check.stdout).toContain('identical');
}, 600_000);

it.each(['SIGINT', 'SIGTERM'] as const)(
  'ends with 130 at %s, and keeps what was measured',
  async (signal) => {
    using place = new LabPlace();
    const { child, ended } = place.start([
      'run',
      place.scenario('interrupted'),
      '--designs',
      'stateful',
      '--out',
      'out',
    ]);
    // In the middle of the freeze: the paused node must be found and ended, too.
    await sleep(6000);
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect(code, stderr).toBe(130);
    expect(stderr).toContain('interrupted: what was measured until then is in');
    expect(stdout).toContain('interrupted');
    expect(place.processes()).toEqual([]);
    expect(place.leftFiles()).toEqual([]);
    expect(existsSync(join(place.folder, 'out', 'report.md'))).toBe(true);
    const check = await place.start(['check', 'out']).ended;
    expect([check.code, check.stdout.includes('identical')]).toEqual([0, true]);
  },
  60_000,
);

it('ends at once at the second Ctrl-C, and leaves no process', async () => {
  using place = new LabPlace();
  const { child, ended } = place.start(['run', place.scenario('impatient'), '--out', 'out']);
  await place.loadBegan('out');
  child.kill('SIGINT');
  await sleep(600);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  await expect.poll(() => place.processes()).toEqual([]);
}, 60_000);

it('runs beside another lab: each is told of it, both close their sums, and neither spoils the other', async () => {
  using place = new LabPlace();
  const one = place.start(['run', place.scenario('one'), '--designs', 'stateless', '--out', 'one', '--json']);
  await place.loadBegan('one');
  const other = place.start(['run', place.scenario('other'), '--designs', 'stateless', '--out', 'other', '--json']);
  const [first, second] = await Promise.all([one.ended, other.ended]);
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(second.stderr).toContain('another lab runs on this machine');
  for (const { stdout } of [first, second]) {
    const [scenario] = Object.values(JSON.parse(stdout).scenarios) as { identities: { holds: boolean }[] }[];
    expect(scenario?.identities.length).toBeGreaterThan(0);
    expect(scenario?.identities.filter(({ holds }) => !holds)).toEqual([]);
  }
  expect(place.processes()).toEqual([]);
  expect(readdirSync(join(place.folder, 'one')).sort()).toEqual(readdirSync(join(place.folder, 'other')).sort());
}, 90_000);
