/** Processes of the lab for tests: started with a free port, known by their ready line, killed at the latest on disposal. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export class StartedProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  readonly adminOrigin: string;
  readonly #exit: Promise<unknown>;

  private constructor(child: ChildProcess, port: number, adminPort: number) {
    this.child = child;
    this.origin = `http://127.0.0.1:${port}`;
    this.adminOrigin = `http://127.0.0.1:${adminPort}`;
    this.#exit = once(child, 'exit');
  }

  /**
   * @param main file of the process
   * @param environment its variables; both ports are chosen by the system
   * @throws Error when it exits before it is ready, with what it said on standard error
   */
  static async start(main: string, environment: Record<string, string>): Promise<StartedProcess> {
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'], LAB_PORT: '0', LAB_ADMIN_PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let complaints = '';
    child.stderr?.on('data', (part: Buffer) => {
      complaints += part.toString();
    });
    if (child.stdout === null) throw new Error('a process without standard output cannot say that it is ready');
    for await (const line of createInterface({ input: child.stdout })) {
      const { port, adminPort } = JSON.parse(line) as { port: number; adminPort: number };
      return new StartedProcess(child, port, adminPort);
    }
    throw new Error(`${main} did not become ready: ${complaints}`);
  }

  /** Sends a signal and waits until the process is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    this.child.kill(signal);
    return this.exited();
  }

  /** @returns the exit code; null when a signal ended it */
  async exited(): Promise<number | null> {
    await this.#exit;
    return this.child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.end('SIGKILL');
  }
}
