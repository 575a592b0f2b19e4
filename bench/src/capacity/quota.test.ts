/** Quotas over a folder that looks like a mount of control groups, and over the real one where the lab may write to it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CGROUP_MOUNT, CpuQuota, fairQuota, quotaText } from './quota.js';

let mount: string;
beforeEach(() => {
  mount = mkdtempSync(join(tmpdir(), 'cgroup '));
});
afterEach(() => rmSync(mount, { recursive: true }));

/** A group as the kernel shows it. @param handsOn controllers for the groups below it */
function group(path: string, handsOn: string): void {
  mkdirSync(join(mount, path), { recursive: true });
  writeFileSync(join(mount, path, 'cgroup.controllers'), 'cpu memory\n');
  writeFileSync(join(mount, path, 'cgroup.subtree_control'), `${handsOn}\n`);
}
const place = (own: string | null) => ({
  mount,
  ownGroups: own === null ? null : `4:memory:/elsewhere\n0::${own}\n`,
  isAlive: (pid: number) => pid === 77,
  pid: 4711,
});
const made = (path: string) => readdirSync(join(mount, path)).filter((name) => name.startsWith('session-lab-'));
/** The kernel removes a group with its files; here they are taken away first. */
const emptied = (path: string) => {
  for (const file of readdirSync(join(mount, path))) rmSync(join(mount, path, file));
};

it('a fair quota leaves the machine room for the rest, and is at most a core', () => {
  expect(fairQuota(2, 4)).toBe(0.15);
  expect(fairQuota(2, 2)).toBe(0.3);
  expect(fairQuota(16, 4)).toBe(1);
  expect(fairQuota(2, 32)).toBe(0.05);
});

describe('a quota', () => {
  it('is set below the nearest group that hands the controller on, a group a node', async () => {
    group('', 'cpu memory');
    group('user', 'memory pids cpu');
    group('user/terminal', '');
    const quota = await CpuQuota.find(0.25, place('/user/terminal'));
    // The trial group is a folder with a file here, which the kernel would remove.
    if (!(quota instanceof CpuQuota)) throw new Error(quota.reason);
    quota.confine('node-1', 123);
    expect(readFileSync(join(mount, 'user/session-lab-4711-node-1/cpu.max'), 'utf8')).toBe('2500 10000');
    expect(readFileSync(join(mount, 'user/session-lab-4711-node-1/cgroup.procs'), 'utf8')).toBe('123');
    expect(made('')).toEqual([]);
    emptied('user/session-lab-4711-node-1');
    quota.release();
    expect(made('user')).not.toContain('session-lab-4711-node-1');
  });

  it('is at least a millisecond in ten', () => {
    expect([2, 1, 0.15, 0.01].map(quotaText)).toEqual(['20000 10000', '10000 10000', '1500 10000', '1000 10000']);
  });

  it('removes what a killed lab left, and nothing of one that lives', async () => {
    group('', 'cpu');
    for (const name of ['session-lab-76-node-1', 'session-lab-77-node-1', 'else']) mkdirSync(join(mount, name));
    expect(await CpuQuota.find(1, place('/'))).toBeInstanceOf(CpuQuota);
    expect(readdirSync(mount)).toEqual(expect.arrayContaining(['session-lab-77-node-1', 'else']));
    expect(readdirSync(mount)).not.toContain('session-lab-76-node-1');
  });

  it.each<[string, () => void, string | null, string]>([
    ['version 1', () => {}, '/', 'control groups of version 2 are not mounted'],
    ['no group of its own', () => group('', 'cpu'), null, 'does not tell the control group'],
    ['no controller', () => group('', 'memory cpuset'), '/', 'no control group from / up hands the cpu controller on'],
    [
      'a group that cannot be made',
      () => {
        group('', 'cpu');
        writeFileSync(join(mount, 'session-lab-4711-trial'), '');
      },
      '/',
      'a control group with a quota cannot be made',
    ],
  ])('is not there, with the reason: %s', async (_, prepare, own, reason) => {
    prepare();
    expect(await CpuQuota.find(1, place(own))).toMatchObject({ reason: expect.stringContaining(reason) });
  });
});

describe('the real control groups', () => {
  const ownGroups = existsSync('/proc/self/cgroup') ? readFileSync('/proc/self/cgroup', 'utf8') : null;
  const real = { mount: CGROUP_MOUNT, ownGroups, isAlive: () => true, pid: process.pid };

  it('hold a busy process to its share, or say why they cannot', async () => {
    const quota = await CpuQuota.find(0.2, real);
    if (!(quota instanceof CpuQuota)) {
      expect(quota.reason).not.toBe('');
      return;
    }
    const busy = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    try {
      quota.confine('busy', busy.pid ?? 0);
      const group = readFileSync(`/proc/${busy.pid}/cgroup`, 'utf8').match(/^0::(.*)$/m)?.[1] ?? '';
      expect(group).toContain(`session-lab-${process.pid}-busy`);
      const throttled = () => /^nr_throttled (\d+)$/m.exec(readFileSync(join(CGROUP_MOUNT, group, 'cpu.stat'), 'utf8'));
      while (Number(throttled()?.[1] ?? 1) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    } finally {
      busy.kill('SIGKILL');
      await once(busy, 'exit');
      quota.release();
    }
    expect(await CpuQuota.find(0.2, real)).toBeInstanceOf(CpuQuota);
  });
});
