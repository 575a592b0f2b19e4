/**
 * What a sealed session cookie holds, and how it is sealed and opened: `<key>.<sealed>`, by the cipher of
 * @fastify/secure-session. The key stands outside for whoever reads histories, and inside as well, so that the seal
 * proves that the two belong together.
 */
import { hkdfSync } from 'node:crypto';
import secureSession from '@fastify/secure-session';
import type { SessionData } from '@session-lab/checkout';
import { sessionKeyOf } from '@session-lab/checkout/protocol';
import type { FastifyInstance } from 'fastify';

export interface SealedSession {
  readonly key: string;
  /** When it was sealed, milliseconds since the epoch: its idle time counts from here. */
  readonly usedAtMs: number;
  /** A level of its own, so that no field of a session can be taken for one of the seal's. */
  readonly data: SessionData;
}

/** The plug-in refuses what is older than this by its own clock of whole seconds; ours, to the millisecond, comes first. */
const MARGIN_SECONDS = 2;
const KEY_BYTES = 32;

export class CookieSeal {
  readonly #app: FastifyInstance;

  private constructor(app: FastifyInstance) {
    this.#app = app;
  }

  /**
   * @param app gets the plug-in, and cookies with it
   * @param secret the same at all nodes; the plug-in would stretch it for half a second, which a password needs and a
   *   random secret does not
   */
  static async register(app: FastifyInstance, secret: string, idleTtlMs: number): Promise<CookieSeal> {
    await app.register(secureSession, {
      key: Buffer.from(hkdfSync('sha256', secret, '', 'sealed session', KEY_BYTES)),
      expiry: Math.ceil(idleTtlMs / 1000) + MARGIN_SECONDS,
      // Its hooks know one form of cookie, and set it after the answer's last word: we use its cipher alone, and give
      // them a name that no cookie of ours has.
      sessionName: 'unusedSealedSession',
    });
    return new CookieSeal(app);
  }

  /** The session as a cookie's value, not percent-encoded. */
  seal({ key, usedAtMs, data }: SealedSession): string {
    return `${key}.${this.#app.encodeSecureSession(this.#app.createSecureSession({ key, usedAtMs, data }))}`;
  }

  /** @returns null for what was not sealed with the secret, or under another key */
  open(cookie: string): SealedSession | null {
    const key = sessionKeyOf(cookie);
    const opened = this.#app.decodeSecureSession(cookie.slice(key.length + 1));
    if (opened === null || opened.get('key') !== key) return null;
    return { key, usedAtMs: opened.get('usedAtMs') as number, data: opened.get('data') as SessionData };
  }
}
