/** One Redis process, on loopback only: its settings, and what it counts. */
import type { Persistence } from '../../scenario/scenario.js';
import type { Child } from './child.js';
import type { Launcher } from './launcher.js';
import { ANSWER_DEADLINE_MS, askLine } from './loopback.js';
import { type Patience, untilReady } from './readiness.js';

export interface RedisCounters {
  /** Commands processed so far, the lab's own ones apart; those that a script runs inside Redis count, too. */
  readonly commands: number;
  readonly memoryPeakBytes: number;
}

export interface RedisOptions {
  readonly program: string;
  readonly port: number;
  readonly persistence: Persistence;
}

/** Redis's own settings where nobody chose any: what people have. */
const DEFAULT_SNAPSHOTS = ['3600 1', '300 100', '60 10000'];
const PERSISTENCE: Readonly<Record<Persistence, readonly (readonly [string, string])[]>> = {
  none: [
    ['save', ''],
    ['appendonly', 'no'],
  ],
  aof: [
    ['save', ''],
    ['appendonly', 'yes'],
    ['appendfsync', 'everysec'],
  ],
  rdb: [...DEFAULT_SNAPSHOTS.map((rule) => ['save', rule] as const), ['appendonly', 'no']],
};

export class Redis {
  readonly port: number;
  readonly child: Child;
  #ownCommands: number;

  private constructor(port: number, child: Child, ownCommands: number) {
    this.port = port;
    this.child = child;
    this.#ownCommands = ownCommands;
  }

  /**
   * Starts it in the run's folder, where its files are, and waits until it has read them.
   *
   * @throws PortTaken
   */
  static async start(launcher: Launcher, options: RedisOptions, patience: Patience): Promise<Redis> {
    const { program, port, persistence } = options;
    const child = await launcher.launch({
      name: 'redis',
      program,
      args: argumentsOf(port, persistence),
      env: {},
      ipc: false,
    });
    child.endExpected = true;
    let pings = 0;
    await untilReady(child, patience, async () => {
      const answer = await ask(port, 'PING', (text) => text.endsWith('\r\n')).catch(() => null);
      if (answer !== null) pings += 1;
      // While it loads or lacks memory it answers, too, but with an error.
      return answer === '+PONG\r\n' ? answer : null;
    });
    child.endExpected = false;
    return new Redis(port, child, pings);
  }

  async counters(): Promise<RedisCounters> {
    const info = await ask(this.port, 'INFO all', isWholeBulk);
    const counters = parseInfo(info);
    const commands = counters.commands - this.#ownCommands;
    // An INFO counts itself only once it is done.
    this.#ownCommands += 1;
    return { ...counters, commands };
  }
}

/** Arguments of redis-server. */
export function argumentsOf(port: number, persistence: Persistence): string[] {
  const settings = [
    ['port', `${port}`],
    ['bind', '127.0.0.1'],
    ['protected-mode', 'yes'],
    ['daemonize', 'no'],
    ...PERSISTENCE[persistence],
  ] as const;
  // A rule of snapshots is two words; an empty value is one, to be kept.
  return settings.flatMap(([name, value]) => [`--${name}`, ...(value === '' ? [''] : value.split(' '))]);
}

/**
 * @param info answer to `INFO all`
 * @throws Error when it lacks what is needed
 */
export function parseInfo(info: string): RedisCounters {
  const peak = /^used_memory_peak:(\d+)\r?$/m.exec(info)?.[1];
  const calls = [...info.matchAll(/^cmdstat_[^:]+:calls=(\d+)/gm)].map((match) => Number(match[1]));
  if (peak === undefined || calls.length === 0) throw new Error('INFO all lacks used_memory_peak or commandstats');
  return { commands: calls.reduce((sum, count) => sum + count, 0), memoryPeakBytes: Number(peak) };
}

/** A bulk string: `$<bytes>`, a line end, that many bytes, a line end. */
export function isWholeBulk(text: string): boolean {
  const head = /^\$(\d+)\r\n/.exec(text);
  return head !== null && Buffer.byteLength(text) >= head[0].length + Number(head[1]) + 2;
}

function ask(port: number, line: string, isWhole: (text: string) => boolean): Promise<string> {
  return askLine({ host: '127.0.0.1', port }, line, { isWhole, signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) });
}
