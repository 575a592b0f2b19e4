/** Programs that the lab needs from the system, and how each system calls them. A new one is one entry here. */

export type Manager = 'apt' | 'dnf' | 'brew';

export interface Program {
  /** What people call it. */
  readonly title: string;
  /** Why the lab needs it. */
  readonly purpose: string;
  /** Names of the executable, best first. */
  readonly executables: readonly string[];
  /** Packages by manager; where the first is unknown, the next one. */
  readonly packages: Readonly<Record<Manager, readonly [string, ...string[]]>>;
  /** Services that the packages bring along and that the lab does not want to run. */
  readonly services: readonly string[];
}

export const PROGRAMS = {
  redisServer: {
    title: 'redis-server',
    purpose: 'the store of the stateless designs',
    executables: ['redis-server', 'valkey-server'],
    packages: { apt: ['redis-server', 'valkey-server'], dnf: ['redis', 'valkey'], brew: ['redis', 'valkey'] },
    services: ['redis-server', 'redis', 'valkey-server', 'valkey'],
  },
  haproxy: {
    title: 'haproxy',
    purpose: 'the balancer',
    executables: ['haproxy'],
    packages: { apt: ['haproxy'], dnf: ['haproxy'], brew: ['haproxy'] },
    services: ['haproxy'],
  },
  chromium: {
    title: 'chromium',
    purpose: "the browser of the pages' tests",
    executables: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    packages: { apt: ['chromium', 'chromium-browser'], dnf: ['chromium'], brew: ['chromium'] },
    services: [],
  },
} as const satisfies Record<string, Program>;
export type ProgramKey = keyof typeof PROGRAMS;

/** What every run needs. */
export const RUN_PROGRAMS = ['redisServer', 'haproxy'] as const satisfies readonly ProgramKey[];
/** What the tests use too. */
export const TEST_PROGRAMS = [...RUN_PROGRAMS, 'chromium'] as const satisfies readonly ProgramKey[];
