/**
 * Opens a client's sockets, and takes no replica for the Redis that it looks for. After a failover the one that was
 * asked until now may answer on, as a replica: it refuses every write, and a session is written by reading it. So nobody
 * is told that Redis is back before one answers that takes writes.
 */
import { connect as connectPlain } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { AbstractConnector, type StandaloneConnectionOptions } from 'ioredis';

/** What the client tells of errors that no command is to blame for. */
type Report = Parameters<AbstractConnector['connect']>[0];
type Stream = Awaited<ReturnType<AbstractConnector['connect']>>;

export class MasterConnector extends AbstractConnector {
  readonly #options: StandaloneConnectionOptions;
  #report: Report = () => {};

  /** @param options of the client, which are an address, too */
  constructor(options: unknown) {
    const { disconnectTimeout = 0, ...address } = options as StandaloneConnectionOptions;
    super(disconnectTimeout);
    this.#options = address;
  }

  override async connect(report: Report): Promise<Stream> {
    const { tls, path, host = 'localhost', port = 6379, family = 0 } = this.#options;
    const address = path ? { path } : { host, port, family };
    this.#report = report;
    this.connecting = true;
    this.stream = tls ? connectSecurely({ ...address, ...tls }) : connectPlain(address);
    // The client listens only after it has taken the stream, and an address may be wrong sooner than that.
    this.stream.once('error', (error) => {
      this.firstError = error;
    });
    return this.stream;
  }

  /** @param info Redis's word for itself; without one that says so, nothing is a replica */
  override check(info: { readonly role?: string }): boolean {
    if (info.role !== 'slave') return true;
    this.#report('error', new Error('a replica answers, which takes no writes'));
    return false;
  }

  /** Once a connection: every answer that is a reason to drop it would do it again. */
  override disconnect(): void {
    if (this.connecting) super.disconnect();
  }
}
