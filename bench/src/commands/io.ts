/**
 * What a command may touch of the process it runs in: streams, clock, environment, signals. The one place that uses
 * `process` for them; everything else gets an {@link Io}, and tests give it a fake one.
 */
import { tmpdir } from 'node:os';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LAB } from './arguments.js';

export interface Io {
  /** Results; nothing else with `--json`. Written text arrives whole, even in a slow pipe. */
  stdout(text: string): void;
  /** Progress and problems. */
  stderr(text: string): void;
  /** Standard output is a terminal. */
  readonly isTty: boolean;
  readonly stderrIsTty: boolean;
  /** Width of the terminal now; 120 without one. */
  columns(): number;
  /** Height of the terminal now; 24 without one. */
  rows(): number;
  /** Colour is welcome on standard output: a terminal, and no NO_COLOR. */
  readonly color: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What relative paths of arguments are relative to: where the person typed the command. */
  readonly cwd: string;
  /** The lab's own folder: the one with scenarios/ and results/. */
  readonly root: string;
  readonly tmp: string;
  /** The command that repeats this one, `npm run lab -- run steady`. */
  readonly commandLine: string;
  readonly platform: NodeJS.Platform;
  /** Numeric user id; null where the system has none. */
  readonly uid: number | null;
  readonly pid: number;
  /** Version of Node.js, `20.20.2`. */
  readonly nodeVersion: string;
  /** Path of the Node.js program, for child processes. */
  readonly nodePath: string;
  /** Monotonic microseconds. */
  nowUs(): number;
  /** For people and file names, never for measuring. */
  wallClock(): Date;
  /** First Ctrl-C, SIGTERM or hang-up: stop the load, heal, take everything down, write what was measured. */
  readonly signal: AbortSignal;
  /** Second one: its listeners run, synchronously, then the process exits with 130. */
  readonly hardStop: AbortSignal;
}

/** The real one, with what its maker needs to end the process. */
export interface ProcessIo extends Io {
  /** Resolves when all that was written has left the process, or cannot leave it any more. */
  flush(): Promise<void>;
  /** Something that was written could not be, and not because its reader had gone. */
  outputLost(): boolean;
  /** Fires `hardStop` without a signal, for a bug that nobody awaited: nothing may be left running. */
  stopHard(): void;
}

/** npm passes a Ctrl-C on that the terminal has already sent: two signals this close are one. */
const SAME_SIGNAL_US = 500_000;

/**
 * @param onHardStop called after the listeners of `hardStop`; does not return
 * @param typedAs how a person types the program, before its arguments
 */
export function createIo(onHardStop: () => void, typedAs = LAB): ProcessIo {
  const nowUs = () => Number(process.hrtime.bigint() / 1000n);
  const stop = new AbortController();
  const hardStop = new AbortController();
  let firstUs: number | null = null;
  const onSignal = () => {
    if (firstUs === null) {
      firstUs = nowUs();
      stop.abort();
    } else if (nowUs() - firstUs > SAME_SIGNAL_US) {
      hardStop.abort();
      onHardStop();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  const streams = [process.stdout, process.stderr];
  // A reader that went away (`| head`) is no error: what it did not want is dropped. A full disk is one.
  let lost = false;
  for (const stream of streams) {
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      lost ||= code !== 'EPIPE';
    });
  }

  const { env } = process;
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTty: process.stdout.isTTY === true,
    stderrIsTty: process.stderr.isTTY === true,
    columns: () => process.stdout.columns ?? process.stderr.columns ?? 120,
    rows: () => process.stdout.rows ?? process.stderr.rows ?? 24,
    color: process.stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    env,
    // npm runs scripts in the lab's folder and says where the person stood.
    cwd: relative(root, process.cwd()) === '' ? (env['INIT_CWD'] ?? process.cwd()) : process.cwd(),
    root,
    tmp: tmpdir(),
    commandLine: [typedAs, ...process.argv.slice(2).map(quoted)].join(' '),
    platform: process.platform,
    uid: process.getuid?.() ?? null,
    pid: process.pid,
    nodeVersion: process.versions.node,
    nodePath: process.execPath,
    nowUs,
    wallClock: () => new Date(),
    signal: stop.signal,
    hardStop: hardStop.signal,
    outputLost: () => lost,
    stopHard: () => hardStop.abort(),
    flush: async () => {
      await Promise.all(streams.map((stream) => new Promise<void>((resolve) => stream.write('', () => resolve()))));
    },
  };
}

/** An argument as a shell takes it back. */
function quoted(argument: string): string {
  return /^[\w./:=,@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
