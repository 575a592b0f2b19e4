/**
 * Watches the machine during a trial for what spoils a measurement and leaves no trace in it: sleep, a wall clock that is
 * set, throttling by quota or heat, a disk that fills, a battery that empties. It reads, once a second, and judges nothing.
 */
import type { MachineWatch } from '../history/records.js';
import type { MachineSource } from './machine-source.js';

export interface WatchOptions {
  /** Monotonic microseconds: they stand while the machine sleeps. */
  readonly nowUs: () => number;
  readonly wallClock: () => Date;
  readonly source: MachineSource;
}

const CPUS = '/sys/devices/system/cpu';
const SUPPLIES = '/sys/class/power_supply';

export class MachineWatcher {
  readonly #options: WatchOptions;
  readonly #cores: readonly string[];
  /** Files of the control groups that may hold the lab back: its own and those above it. */
  readonly #quotas: readonly string[];
  readonly #from: Readings;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#cores = options.source.names(CPUS).filter((name) => /^cpu\d+$/.test(name));
    this.#quotas = quotaFiles(options.source);
    this.#from = this.#readings();
  }

  /** Sums are since this was made. */
  read(): MachineWatch {
    const now = this.#readings();
    const since = (of: (readings: Readings) => number | null): number | null => {
      const [before, after] = [of(this.#from), of(now)];
      return before === null || after === null ? null : after - before;
    };
    const slept = since(({ bootAheadMs }) => bootAheadMs);
    const suspendedMs = slept === null ? null : Math.max(0, Math.round(slept));
    return {
      suspendedMs,
      // The wall clock goes on while the machine sleeps.
      clockStepMs: Math.round((since(({ wallAheadMs }) => wallAheadMs) ?? 0) - (suspendedMs ?? 0)),
      throttledMs: since(({ throttledMs }) => throttledMs),
      hotCores: since(({ hotCores }) => hotCores),
      clockCeiling: this.#clockCeiling(),
      diskFreeBytes: this.#options.source.freeBytes(),
      battery: this.#battery(),
    };
  }

  #readings(): Readings {
    const { nowUs, wallClock, source } = this.#options;
    const nowMs = nowUs() / 1000;
    const wallMs = wallClock().getTime();
    const upSeconds = Number(source.text('/proc/uptime')?.split(' ')[0] ?? Number.NaN);
    return {
      wallAheadMs: wallMs - nowMs,
      bootAheadMs: Number.isFinite(upSeconds) ? upSeconds * 1000 - nowMs : null,
      throttledMs: sum(this.#quotas.map((file) => throttledMs(source.text(file)))),
      hotCores: sum(this.#cores.map((core) => this.#number(`${CPUS}/${core}/thermal_throttle/core_throttle_count`))),
    };
  }

  #clockCeiling(): number | null {
    const ceilings = this.#cores.flatMap((core) => {
      const allowed = this.#number(`${CPUS}/${core}/cpufreq/scaling_max_freq`);
      const built = this.#number(`${CPUS}/${core}/cpufreq/cpuinfo_max_freq`);
      return allowed === null || built === null || built === 0 ? [] : [Math.min(1, allowed / built)];
    });
    return ceilings.length === 0 ? null : Math.min(...ceilings);
  }

  /** The least charged of the batteries that drive the machine; a mouse has one too. */
  #battery(): number | null {
    const { source } = this.#options;
    const charges = source.names(SUPPLIES).flatMap((name) => {
      const of = (field: string): string | null => source.text(`${SUPPLIES}/${name}/${field}`)?.trim() ?? null;
      if (of('type') !== 'Battery' || of('scope') === 'Device' || of('status') !== 'Discharging') return [];
      const capacity = this.#number(`${SUPPLIES}/${name}/capacity`);
      return capacity === null ? [] : [capacity / 100];
    });
    return charges.length === 0 ? null : Math.min(...charges);
  }

  #number(file: string): number | null {
    const text = this.#options.source.text(file)?.trim();
    return text === undefined || text === '' || !Number.isFinite(Number(text)) ? null : Number(text);
  }
}

interface Readings {
  /** By how much each clock is ahead of the monotonic one. */
  readonly wallAheadMs: number;
  readonly bootAheadMs: number | null;
  readonly throttledMs: number | null;
  readonly hotCores: number | null;
}

/** Of what can be read; null where nothing can. */
function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

/** `throttled_usec` of control groups of version 2, `throttled_time` in nanoseconds of version 1. */
function throttledMs(stat: string | null): number | null {
  const micro = /^throttled_usec (\d+)$/m.exec(stat ?? '')?.[1];
  if (micro !== undefined) return Number(micro) / 1e3;
  const nano = /^throttled_time (\d+)$/m.exec(stat ?? '')?.[1];
  return nano === undefined ? null : Number(nano) / 1e6;
}

/** A quota may be set on any group from the process's own up to the root. */
function quotaFiles(source: MachineSource): string[] {
  const lines = (source.text('/proc/self/cgroup') ?? '').split('\n');
  return lines.flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    const isCpu = controllers === '' || controllers.split(',').includes('cpu');
    if (!isCpu || path === '') return [];
    const mount = controllers === '' ? '/sys/fs/cgroup' : `/sys/fs/cgroup/${controllers}`;
    const parts = path.split('/').filter((part) => part !== '');
    return Array.from(
      { length: parts.length + 1 },
      (_, depth) => `${[mount, ...parts.slice(0, depth)].join('/')}/cpu.stat`,
    ).filter((file) => throttledMs(source.text(file)) !== null);
  });
}
