/**
 * A CPU quota for each node, by control groups of version 2: a group a node, made below the nearest group that hands the
 * `cpu` controller on and that the lab may write to. Nothing of the system's own settings is changed. Where there is no
 * such group, there is no quota, and the reason is said.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface QuotaPlace {
  /** Where control groups are mounted. */
  readonly mount: string;
  /** Text of /proc/self/cgroup; null where there is none. */
  readonly ownGroups: string | null;
  /** Whether a process with this pid lives. */
  readonly isAlive: (pid: number) => boolean;
  /** Pid of the lab, for the groups' names. */
  readonly pid: number;
}

export const CGROUP_MOUNT = '/sys/fs/cgroup';
const PREFIX = 'session-lab-';
/** Short, so that a node that has used up its share waits for milliseconds, not for tenths of a second. */
const PERIOD_US = 10_000;

/** Balancer, Redis and generator together need about what the nodes do, and a machine at its limit says nothing of them. */
const SHARE_FOR_NODES = 0.3;
const STEP = 0.05;

/** Cores a node: so many that all nodes at once leave the machine room for the rest, up to one. */
export function fairQuota(cores: number, nodes: number): number {
  const share = Math.floor((SHARE_FOR_NODES * cores) / nodes / STEP + 1e-9) * STEP;
  return Math.min(1, Math.max(STEP, Number(share.toFixed(2))));
}

/** Why there is no quota. */
export interface NoQuota {
  readonly reason: string;
}

export class CpuQuota implements Disposable {
  readonly cores: number;
  readonly #parent: string;
  readonly #prefix: string;
  readonly #groups = new Set<string>();

  private constructor(cores: number, parent: string, prefix: string) {
    this.cores = cores;
    this.#parent = parent;
    this.#prefix = prefix;
  }

  /** Finds a group to work below, and tries it with a process that sleeps. @param cores of each node, above 0 */
  static async find(cores: number, { mount, ownGroups, isAlive, pid }: QuotaPlace): Promise<CpuQuota | NoQuota> {
    if (!existsSync(join(mount, 'cgroup.controllers'))) {
      return { reason: `control groups of version 2 are not mounted at ${mount}` };
    }
    const own = /^0::(\/.*)$/m.exec(ownGroups ?? '')?.[1];
    if (own === undefined) return { reason: 'the system does not tell the control group of the lab' };
    const delegating = ancestors(mount, join(mount, own)).filter((group) =>
      (textOf(join(group, 'cgroup.subtree_control')) ?? '').split(/\s+/).includes('cpu'),
    );
    if (delegating.length === 0) return { reason: `no control group from ${own} up hands the cpu controller on` };
    const prefix = `${PREFIX}${pid}-`;
    const refusals: string[] = [];
    for (const parent of delegating) {
      removeOrphans(parent, isAlive);
      const quota = new CpuQuota(cores, parent, prefix);
      const refused = await quota.#refusal();
      if (refused === null) return quota;
      refusals.push(`${parent}: ${refused}`);
    }
    return { reason: `a control group with a quota cannot be made (${refusals.join('; ')})` };
  }

  /**
   * Moves a process, with all of its threads, into a group of its own.
   *
   * @throws Error of the file system when it may not: the process stays where it was
   */
  confine(name: string, pid: number): void {
    const group = join(this.#parent, `${this.#prefix}${name}`);
    mkdirSync(group);
    this.#groups.add(group);
    writeFileSync(join(group, 'cpu.max'), quotaText(this.cores));
    writeFileSync(join(group, 'cgroup.procs'), `${pid}`);
  }

  /** Removes the groups of processes that are gone. */
  release(): void {
    for (const group of this.#groups) if (removeGroup(group)) this.#groups.delete(group);
  }

  [Symbol.dispose](): void {
    this.release();
  }

  /** Whether a group may be made is one thing, whether a process may be moved into it another. @returns null for both */
  async #refusal(): Promise<string | null> {
    const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' });
    const gone = new Promise((resolve) => sleeper.once('exit', resolve).once('error', resolve));
    try {
      if (sleeper.pid === undefined) throw new Error('no process to try it with');
      this.confine('trial', sleeper.pid);
      return null;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code ?? `${error}`;
    } finally {
      sleeper.kill('SIGKILL');
      await gone;
      this.release();
    }
  }
}

/** `15000 10000`: microseconds of CPU in a period of so many. */
export const quotaText = (cores: number): string => `${Math.max(1000, Math.round(cores * PERIOD_US))} ${PERIOD_US}`;

/** From a group up to the mount. */
function ancestors(mount: string, group: string): string[] {
  return group.startsWith(mount) && group.length > mount.length
    ? [group, ...ancestors(mount, dirname(group))]
    : [mount];
}

/** Groups that a killed lab left; one in which something runs cannot be removed, by any name. */
function removeOrphans(parent: string, isAlive: (pid: number) => boolean): void {
  for (const name of readdirSync(parent)) {
    const pid = /^session-lab-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) removeGroup(join(parent, name));
  }
}

/** The files of a group are not files, so it is removed as an empty folder. @returns whether it is gone */
function removeGroup(group: string): boolean {
  try {
    rmdirSync(group);
    return true;
  } catch {
    return !existsSync(group);
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
