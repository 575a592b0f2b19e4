/** Whether a program can do what the lab asks of it: it is tried, not asked for its version. */
import { spawn } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type BalancerRouting, renderBalancerConfig } from '@session-lab/balancer';
import { execa } from 'execa';
import { RUN_VARIABLE, type RunIdentity } from '../cluster/registry/identity.js';
import { systemProcessTable } from '../cluster/registry/process-table.js';
import { registerRun, registryFolder } from '../cluster/registry/run-record.js';
import type { Io } from '../commands/io.js';
import { LabError } from '../errors.js';

const DEADLINE_MS = 5000;
const ROUTINGS: readonly BalancerRouting[] = ['cookie', 'consistent', 'round-robin'];
/** RESP3, a script that writes a text and leaves its expiry, a read that slides it, a walk over the keys. */
const REDIS_PROBE =
  "HELLO 3\r\nEVAL \"return redis.call('SET',KEYS[1],'a','KEEPTTL')\" 1 k\r\nGETEX k PX 1000\r\nSCAN 0\r\nPING\r\n";

/** @throws LabError LAB_PROGRAM_UNFIT */
export async function probeHaproxy(path: string, io: Io): Promise<void> {
  await inRun(io, async ({ folder }) => {
    for (const routing of ROUTINGS) {
      const file = join(folder, `${routing}.cfg`);
      const config = renderBalancerConfig({
        routing,
        port: 20_001,
        adminSocket: 'admin.sock',
        servers: [{ name: 'node-1', port: 20_011, enabled: true }],
        affinityCookie: 'srv',
        deviceHeader: 'x-device',
        madeHeader: 'x-balancer',
        serverTimeoutMs: 1000,
        maxConnections: 100,
        threads: 1,
      });
      await writeFile(file, config);
      const { exitCode, stderr, stdout } = await execa(path, ['-c', '-f', file], {
        cwd: folder,
        reject: false,
        timeout: DEADLINE_MS,
      });
      if (exitCode !== 0)
        throw unfit(path, `refuses the configuration of the lab (${routing})`, `${stdout}\n${stderr}`);
    }
  });
}

/** Starts it on a socket file, talks to it, ends it. @throws LabError LAB_PROGRAM_UNFIT */
export async function probeRedis(path: string, io: Io): Promise<void> {
  await inRun(io, async ({ id, folder }) => {
    const socket = join(folder, 's');
    const log = await open(join(folder, 'log'), 'w+');
    // Under the run's identity: should the lab be killed now, its next start removes the server. Its words go to a file,
    // since a pipe would be waited for until whatever it started has closed it.
    const server = spawn(path, ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder], {
      cwd: folder,
      env: { ...io.env, [RUN_VARIABLE]: id },
      stdio: ['ignore', log.fd, log.fd],
    });
    const gone = new Promise<void>((resolve) => server.once('exit', () => resolve()).once('error', () => resolve()));
    const words = async () => `-ended\r\n${await readFile(join(folder, 'log'), 'utf8')}`;
    try {
      const answer = await Promise.race([talk(socket, io), gone.then(words)]);
      if (io.signal.aborted) throw new LabError('LAB_INTERRUPTED', 'interrupted while the programs were tried');
      const refusal = answer.split('\r\n').find((line) => line.startsWith('-'));
      if (refusal !== undefined) throw unfit(path, 'does not do what the lab asks of it', answer);
      if (!answer.includes('PONG')) throw unfit(path, `does not answer within ${DEADLINE_MS / 1000} s`, answer);
    } finally {
      server.kill('SIGKILL');
      await gone;
      await log.close();
    }
  });
}

/** Commands in one go; resolves with all that came until PONG or an error, or with what there was at the deadline. */
async function talk(socket: string, io: Io): Promise<string> {
  const deadlineUs = io.nowUs() + DEADLINE_MS * 1000;
  for (;;) {
    const answer = await converse(socket);
    if (answer !== null) return answer;
    if (io.nowUs() > deadlineUs || io.signal.aborted) return '';
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** @returns null when nobody listens yet */
function converse(socket: string): Promise<string | null> {
  return new Promise((resolve) => {
    let text = '';
    const connection = connect(socket, () => connection.write(REDIS_PROBE));
    connection.setTimeout(DEADLINE_MS, () => connection.destroy());
    connection.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (text.includes('PONG')) connection.end();
    });
    connection.on('error', () => {});
    connection.on('close', () => resolve(text === '' ? null : text));
  });
}

/** A folder and an identity for what is tried, recorded before anything is started. */
async function inRun(io: Io, work: (run: RunIdentity) => Promise<void>): Promise<void> {
  const registry = registryFolder(io.tmp, io.uid ?? 0);
  using run = registerRun(registry, systemProcessTable(io.platform), io.pid, io.wallClock());
  await work(run);
}

function unfit(path: string, what: string, output: string): LabError {
  const said = output.trim() === '' ? 'it said nothing' : output.trim().split('\n').slice(-4).join('\n  ');
  const hint = 'put a newer one before it on PATH, or remove it so that the lab may install one';
  return new LabError('LAB_PROGRAM_UNFIT', `${path} ${what}:\n  ${said}`, hint);
}
