/** An {@link Io} for tests: collects what is written, and stands still until told otherwise. */
import { fileURLToPath } from 'node:url';
import type { Io } from './io.js';

export interface FakeIo {
  readonly io: Io;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

export function fakeIo(changes: Partial<Io> = {}): FakeIo {
  let out = '';
  let err = '';
  const io: Io = {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    isTty: false,
    stderrIsTty: false,
    columns: () => 80,
    rows: () => 24,
    color: false,
    env: {},
    cwd: '/nowhere',
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    tmp: '/tmp',
    commandLine: 'npm run lab -- list',
    platform: 'linux',
    uid: 1000,
    pid: 4711,
    nodeVersion: '20.20.2',
    nodePath: '/usr/bin/node',
    nowUs: () => 0,
    wallClock: () => new Date(0),
    signal: new AbortController().signal,
    hardStop: new AbortController().signal,
    ...changes,
  };
  return { io, stdout: () => out, stderr: () => err };
}
