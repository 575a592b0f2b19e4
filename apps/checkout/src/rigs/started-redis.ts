/** A real redis-server for tests: loopback, a free port, a folder of its own, nothing kept on disk. */
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
  readonly child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, port: number, folder: string) {
    this.child = child;
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#folder = folder;
  }

  /**
   * @param port of one that ran before; a free one by default
   * @throws Error when redis-server is missing or says no word of being ready
   */
  static async start(port?: number): Promise<StartedRedis> {
    return StartedRedis.#start(port ?? (await freePort()));
  }

  static async #start(port: number): Promise<StartedRedis> {
    const folder = await mkdtemp(join(tmpdir(), 'lab-redis-'));
    const options = { bind: '127.0.0.1', port, save: '', appendonly: 'no', dir: folder };
    const child = spawn('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(
      Object.entries(options)
        .map(([name, value]) => `${name} ${value === '' ? '""' : value}\n`)
        .join(''),
    );
    await once(child, 'spawn');
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('Ready to accept connections')) return new StartedRedis(child, port, folder);
    }
    throw new Error('redis-server did not become ready');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGKILL');
      await gone;
    }
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
