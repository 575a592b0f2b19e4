/**
 * The life of a server process of the lab, from its first line to its exit: says when it is ready, stops when it is
 * told to, dies when whoever started it is gone.
 */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { EnvironmentError } from './environment.js';

export interface Service {
  /** The public port's app. */
  readonly app: FastifyInstance;
  readonly admin: FastifyInstance;
  readonly port: number;
  readonly adminPort: number;
  /** Refuses new requests from now on; resolves when those before are answered. */
  readonly drain: () => Promise<void>;
  /** After the last answer has left and no port is open any more. */
  readonly release: () => Promise<void> | void;
}

const LOOPBACK = '127.0.0.1';
/** The caller's environment is wrong: the exit code of bad usage. */
const EXIT_USAGE = 64;
const EXIT_FAILED = 1;

/** Opens both ports, prints the ready line, and stays until it is stopped. */
export async function host(process: NodeJS.Process, open: () => Promise<Service>): Promise<void> {
  // Whoever started this process over a channel is gone when the channel is: nobody would ever stop it.
  process.once('disconnect', () => process.exit(0));
  try {
    const service = await open();
    const stopped = new Promise<void>((resolve) => process.once('SIGTERM', resolve));
    await service.app.listen({ host: LOOPBACK, port: service.port });
    await service.admin.listen({ host: LOOPBACK, port: service.adminPort });
    const ready = { ready: true, port: portOf(service.app), adminPort: portOf(service.admin) };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    await stopped;
    await service.drain();
    await service.app.close();
    await service.admin.close();
    await service.release();
    process.exit(0);
  } catch (error) {
    const usage = error instanceof EnvironmentError;
    process.stderr.write(`${usage ? error.message : stackOf(error)}\n`);
    process.exit(usage ? EXIT_USAGE : EXIT_FAILED);
  }
}

const portOf = (app: FastifyInstance): number => (app.server.address() as AddressInfo).port;

export const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
