/** What the layers over the session plug-in have in common, whatever they do with its sessions. */
import type { FastifySessionObject } from '@fastify/session';
import type { FastifyRequest } from 'fastify';
import type { SessionData } from '../domain/session-data.js';
import { SaveFailed, SessionGone } from './errors.js';
import type { KeySigner } from './remembering-signer.js';
import type { SessionStore } from './store.js';

/** Plain http on loopback. Without an end of its own it is a cookie of the browser's session. */
export const COOKIE_OPTIONS = { path: '/', httpOnly: true, sameSite: 'lax', secure: false } as const;

const SECOND_MS = 1000;

/** When a cookie ends whose session ends then: it knows whole seconds, and must not be the earlier of the two. */
export const cookieEndOf = (endsAtMs: number): Date => new Date(Math.ceil(endsAtMs / SECOND_MS) * SECOND_MS);

/** What such a layer asks of any store, beside the sessions themselves. */
export type Keeper = Pick<SessionStore, 'name' | 'keepCode' | 'takeCode' | 'count' | 'bytes' | 'close'>;

export abstract class PluginLayer<Store extends Keeper> {
  readonly store: string;
  protected readonly kept: Store;
  protected readonly signer: KeySigner;

  constructor(kept: Store, signer: KeySigner) {
    this.store = kept.name;
    this.kept = kept;
    this.signer = signer;
  }

  abstract find(request: FastifyRequest): SessionData | null;

  keyOf(request: FastifyRequest): string {
    return this.sessionOf(request).sessionId;
  }

  /** Without a session the plug-in neither saves nor touches a cookie. */
  abandon(request: FastifyRequest): void {
    (request as { session: FastifySessionObject | null }).session = null;
  }

  async keepCode(request: FastifyRequest, code: string): Promise<boolean> {
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

  /** @throws SessionGone when the request has ended its session, or abandoned it */
  protected sessionOf(request: FastifyRequest): FastifySessionObject {
    const { session } = request as { session: FastifySessionObject | null };
    if (session === null) throw new SessionGone('this request has done with its session');
    return session;
  }

  /**
   * Looks the session under `key` up and makes it the request's; false, and nothing changed, when there is none.
   *
   * @throws SaveFailed when the store does not answer: by now a code may be used up, so that this look-up, unlike others,
   * is not without effect
   */
  protected async lookUp(request: FastifyRequest, key: string): Promise<boolean> {
    const own = request.session;
    await new Promise<void>((resolve, reject) => {
      request.server.decryptSession(this.signer.sign(key), request, (cause?: unknown) => {
        if (cause) reject(new SaveFailed('the claimed session could not be looked up', { cause }));
        else resolve();
      });
    });
    if (this.find(request) !== null) return true;
    request.session = own;
    return false;
  }
}

function codeFailed(cause: unknown): never {
  throw new SaveFailed('the store did not answer about a hand-off code', { cause });
}
