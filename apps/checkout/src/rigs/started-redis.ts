/** A real redis-server for tests: loopback, a free port, a folder of its own, by default nothing kept on disk. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export class StartedRedis implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  child!: ChildProcess;
  readonly #folder: string;
  readonly #appendOnly: boolean;

  private constructor(port: number, folder: string, appendOnly: boolean) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#folder = folder;
    this.#appendOnly = appendOnly;
  }

  /**
   * @param port of one that ran before; a free one by default
   * @param appendOnly keeps every write in a file before it is acknowledged, and it is there after a kill
   * @throws Error when redis-server is missing or says no word of being ready
   */
  static async start(port?: number, appendOnly = false): Promise<StartedRedis> {
    const folder = await mkdtemp(join(tmpdir(), 'lab-redis-'));
    const redis = new StartedRedis(port ?? (await freePort()), folder, appendOnly);
    await redis.startAgain();
    return redis;
  }

  /** Once more, after it was killed: on the same port, with what its file holds. */
  async startAgain(): Promise<void> {
    const options = {
      bind: '127.0.0.1',
      port: this.port,
      save: '',
      appendonly: this.#appendOnly ? 'yes' : 'no',
      // Not `everysec`, which acknowledges writes that wait for an fsync under way: a kill then takes them.
      appendfsync: 'always',
      dir: this.#folder,
    };
    const child = spawn('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(
      Object.entries(options)
        .map(([name, value]) => `${name} ${value === '' ? '""' : value}\n`)
        .join(''),
    );
    await once(child, 'spawn');
    this.child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('Ready to accept connections')) return;
    }
    throw new Error('redis-server did not become ready');
  }

  /** Sends SIGKILL and waits until the process is gone. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
