/** What the layers over the session plug-in have in common, whatever they do with its sessions. */
import type { Signer } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import type { SessionData } from '../domain/session-data.js';
import { abandonSession, codeFailed, dataOf } from './plugin-session.js';
import type { SessionStore } from './store.js';

/** What such a layer asks of any store, beside the sessions themselves. */
export type Keeper = Pick<SessionStore, 'name' | 'keepCode' | 'takeCode' | 'count' | 'bytes' | 'close'>;

export abstract class PluginLayer<Store extends Keeper> {
  readonly store: string;
  protected readonly kept: Store;
  protected readonly signer: Signer;

  constructor(kept: Store, signer: Signer) {
    this.store = kept.name;
    this.kept = kept;
    this.signer = signer;
  }

  find(request: FastifyRequest): SessionData | null {
    return dataOf(request);
  }

  keyOf(request: FastifyRequest): string {
    return request.session.sessionId;
  }

  abandon(request: FastifyRequest): void {
    abandonSession(request);
  }

  keepCode(request: FastifyRequest, code: string): Promise<boolean> {
    return this.kept.keepCode(code, this.keyOf(request)).catch(codeFailed);
  }

  takeCode(code: string): Promise<string | null> {
    return this.kept.takeCode(code).catch(codeFailed);
  }

  count(): number | null {
    return this.kept.count();
  }

  bytes(): number | null {
    return this.kept.bytes();
  }

  close(): Promise<void> {
    return this.kept.close();
  }
}
