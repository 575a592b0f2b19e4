import { describe, expect, it } from 'vitest';
import type { MachineSource } from './machine-source.js';
import { MachineWatcher } from './watch.js';

const HOUR_MS = 3_600_000;

/** A machine of files and clocks that a test sets. */
class FakeMachine implements MachineSource {
  readonly files = new Map<string, string>();
  monotonicMs = 1_000_000;
  sleptMs = 0;
  wallAheadMs = 1_700_000_000_000;
  free: number | null = 5e9;

  text(path: string): string | null {
    if (path === '/proc/uptime') return `${((this.monotonicMs + this.sleptMs) / 1000).toFixed(2)} 99.00\n`;
    return this.files.get(path) ?? null;
  }

  names(folder: string): string[] {
    const below = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(below.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
  }

  freeBytes(): number | null {
    return this.free;
  }

  watcher(): MachineWatcher {
    return new MachineWatcher({
      nowUs: () => this.monotonicMs * 1000,
      wallClock: () => new Date(this.monotonicMs + this.sleptMs + this.wallAheadMs),
      source: this,
    });
  }
}

describe('the watch over the machine', () => {
  it('sees nothing where nothing happens, and says what it cannot know', () => {
    const machine = new FakeMachine();
    const watcher = machine.watcher();
    machine.monotonicMs += 5000;
    expect(watcher.read()).toEqual({
      suspendedMs: 0,
      clockStepMs: 0,
      throttledMs: null,
      hotCores: null,
      clockCeiling: null,
      diskFreeBytes: 5e9,
      battery: null,
    });
  });

  it('tells a sleep from a wall clock that was set', () => {
    const machine = new FakeMachine();
    const watcher = machine.watcher();
    machine.monotonicMs += 1000;
    machine.sleptMs = 90_000;
    expect(watcher.read()).toMatchObject({ suspendedMs: 90_000, clockStepMs: 0 });
    machine.wallAheadMs -= HOUR_MS;
    expect(watcher.read()).toMatchObject({ suspendedMs: 90_000, clockStepMs: -HOUR_MS });
  });

  it('adds up what quotas held back, of either version and of every group above, since it began', () => {
    const machine = new FakeMachine();
    machine.files.set('/proc/self/cgroup', '12:memory:/a\n4:cpu,cpuacct:/a/b\n0::/c\n');
    machine.files.set('/sys/fs/cgroup/cpu,cpuacct/a/cpu.stat', 'nr_throttled 3\nthrottled_time 2000000\n');
    machine.files.set('/sys/fs/cgroup/c/cpu.stat', 'usage_usec 5\nthrottled_usec 700000\n');
    const watcher = machine.watcher();
    expect(watcher.read().throttledMs).toBe(0);
    machine.files.set('/sys/fs/cgroup/cpu,cpuacct/a/cpu.stat', 'nr_throttled 4\nthrottled_time 52000000\n');
    machine.files.set('/sys/fs/cgroup/c/cpu.stat', 'usage_usec 9\nthrottled_usec 900000\n');
    expect(watcher.read().throttledMs).toBe(250);
  });

  it('counts hot cores and takes the lowest ceiling of the clock', () => {
    const machine = new FakeMachine();
    for (const core of [0, 1]) {
      machine.files.set(`/sys/devices/system/cpu/cpu${core}/thermal_throttle/core_throttle_count`, `${core}\n`);
      machine.files.set(`/sys/devices/system/cpu/cpu${core}/cpufreq/cpuinfo_max_freq`, '4000000\n');
      machine.files.set(`/sys/devices/system/cpu/cpu${core}/cpufreq/scaling_max_freq`, '4000000\n');
    }
    machine.files.set('/sys/devices/system/cpu/cpufreq/policy0', '');
    const watcher = machine.watcher();
    machine.files.set('/sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count', '8\n');
    machine.files.set('/sys/devices/system/cpu/cpu1/cpufreq/scaling_max_freq', '2000000\n');
    expect(watcher.read()).toMatchObject({ hotCores: 7, clockCeiling: 0.5 });
  });

  it.each([
    [{ type: 'Battery', status: 'Discharging', capacity: '17' }, 0.17],
    [{ type: 'Battery', status: 'Charging', capacity: '17' }, null],
    [{ type: 'Battery', status: 'Discharging', capacity: '17', scope: 'Device' }, null],
    [{ type: 'Mains', status: 'Discharging', capacity: '17' }, null],
  ])('of the supply %j reads %s', (supply, expected) => {
    const machine = new FakeMachine();
    for (const [field, value] of Object.entries(supply))
      machine.files.set(`/sys/class/power_supply/BAT0/${field}`, `${value}\n`);
    expect(machine.watcher().read().battery).toBe(expected);
  });
});
