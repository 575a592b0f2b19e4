/**
 * The session layer without a store: the whole session travels, sealed, in its cookie. Any node opens it; no node holds
 * anything.
 *
 * What that cannot do, whoever writes it:
 * - *revoke*: an older copy of a cookie stays good until it expires. A log-out clears the browser's, a sign-in gives a
 *   new key, and whoever kept the cookie of before still has that session;
 * - *merge*: of two answers at once, the cookie that arrives last replaces the other one, and what only that one held
 *   is lost;
 * - *hand over*: nobody but the browser that has it can be given the session, so there are no codes;
 * - *grow*: a browser drops a cookie over 4,096 bytes, keeps the one it had, and tells nobody.
 */
import { randomBytes } from 'node:crypto';
import {
  type Changes,
  COOKIE_OPTIONS,
  cookieEndOf,
  dumpLineOfData,
  type Fields,
  HeldSession,
  type LayerSettings,
  NEWCOMER,
  refuseUnkeepable,
  type SessionData,
  SessionGone,
  type SessionLayer,
} from '@session-lab/checkout';
import { type DumpLine, SESSION_COOKIE } from '@session-lab/checkout/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CookieSeal, type SealedSession } from './sealed-cookie.js';

/** As much chance as 128 bits give; a longer key would only fill the cookie. */
const KEY_BYTES = 16;
/**
 * A read seals the session anew only when this share of its idle time has gone by, as others that keep sessions in
 * cookies do: sealing at every read would make every answer carry the cookie, and let a slow read undo a write.
 */
export const RESEAL_SHARE = 0.5;

/** A request's session while it is handled. */
interface Held {
  key: string;
  /** NEWCOMER: none was found, or it has ended. */
  session: HeldSession;
  usedAtMs: number;
  /** By this request. */
  isEnded: boolean;
  /** What the answer does to the cookie. */
  cookie: 'leave' | 'set' | 'clear';
}

export async function openSealedLayer(settings: LayerSettings): Promise<SessionLayer> {
  return new SealedLayer(settings, Date.now);
}

export class SealedLayer implements SessionLayer {
  readonly store = 'sealed';
  readonly #settings: Pick<LayerSettings, 'secret' | 'idleTtlMs' | 'absoluteTtlMs'>;
  /** Wall clock: what is sealed is read by other processes, and after a restart. */
  readonly #clockMs: () => number;
  readonly #held = new WeakMap<FastifyRequest, Held>();
  #seal: CookieSeal | null = null;

  constructor(settings: Pick<LayerSettings, 'secret' | 'idleTtlMs' | 'absoluteTtlMs'>, clockMs: () => number) {
    this.#settings = settings;
    this.#clockMs = clockMs;
  }

  async register(app: FastifyInstance): Promise<void> {
    const seal = await CookieSeal.register(app, this.#settings.secret, this.#settings.idleTtlMs);
    this.#seal = seal;
    app.addHook('onRequest', (request, _reply, done) => {
      this.#held.set(request, this.#lookUp(seal, request.cookies[SESSION_COOKIE]));
      done();
    });
    app.addHook('onSend', (request, reply, _payload, done) => {
      this.#setCookie(seal, this.#of(request), reply);
      done();
    });
  }

  find(request: FastifyRequest): SessionData | null {
    return this.#of(request).session.data;
  }

  keyOf(request: FastifyRequest): string {
    return this.#of(request).key;
  }

  /** Acknowledged by the answer itself: the cookie that it sets is the save. */
  async save(request: FastifyRequest, changes: Changes): Promise<void> {
    refuseUnkeepable(changes);
    this.#write(this.#living(request), changes);
  }

  async move(request: FastifyRequest, changes: Changes, moving: (key: string) => void): Promise<void> {
    refuseUnkeepable(changes);
    const held = this.#living(request);
    const key = newKey();
    moving(key);
    this.#write(held, changes);
    held.key = key;
    held.cookie = 'set';
  }

  async end(request: FastifyRequest): Promise<void> {
    Object.assign(this.#of(request), newcomer('clear'), { isEnded: true });
  }

  async adopt(): Promise<boolean> {
    return false;
  }

  abandon(request: FastifyRequest): void {
    this.#of(request).cookie = 'leave';
  }

  async keepCode(): Promise<null> {
    return null;
  }

  async takeCode(): Promise<null> {
    return null;
  }

  count(): null {
    return null;
  }

  bytes(): null {
    return null;
  }

  /** Nothing is held here: see {@link unseal}. */
  async *dump(): AsyncIterable<DumpLine> {}

  unseal(cookies: readonly string[]): DumpLine[] {
    return cookies.flatMap((cookie) => {
      const session = this.#seal?.open(cookie) ?? null;
      const ttlMs = session === null ? 0 : this.#ttlMs(session);
      if (session === null || ttlMs <= 0) return [];
      return [dumpLineOfData(session.key, session.data, ttlMs)];
    });
  }

  async close(): Promise<void> {}

  #lookUp(seal: CookieSeal, cookie: string | undefined): Held {
    if (cookie === undefined) return newcomer('leave');
    const sealed = seal.open(cookie);
    if (sealed === null || this.#ttlMs(sealed) <= 0) return newcomer('clear');
    const { key, usedAtMs, data } = sealed;
    const isDue = this.#clockMs() - usedAtMs > this.#settings.idleTtlMs * RESEAL_SHARE;
    return {
      key,
      session: new HeldSession(data as unknown as Fields),
      usedAtMs,
      isEnded: false,
      cookie: isDue ? 'set' : 'leave',
    };
  }

  #of(request: FastifyRequest): Held {
    let held = this.#held.get(request);
    if (held === undefined) {
      // A request that failed before its cookies were read.
      held = newcomer('leave');
      this.#held.set(request, held);
    }
    return held;
  }

  /** @throws SessionGone when it expired while the request was handled, or was ended by it */
  #living(request: FastifyRequest): Held {
    const held = this.#of(request);
    if (held.isEnded) throw new SessionGone('this request has ended its session');
    if (held.session !== NEWCOMER && this.#ttlMs({ usedAtMs: held.usedAtMs, data: dataOf(held.session) }) <= 0) {
      throw new SessionGone('the session ended since it was looked up');
    }
    return held;
  }

  #write(held: Held, changes: Changes): void {
    const { absoluteTtlMs } = this.#settings;
    const isNew = held.session === NEWCOMER;
    const ends = isNew && absoluteTtlMs !== null ? { endsAtMs: this.#clockMs() + absoluteTtlMs } : {};
    const changed = held.session.changed({ ...changes, ...ends });
    if (changed === null) return;
    held.session = held.session.with(changed);
    if (isNew) held.usedAtMs = this.#clockMs();
    held.cookie = 'set';
  }

  #setCookie(seal: CookieSeal, held: Held, reply: FastifyReply): void {
    if (held.cookie === 'clear') reply.clearCookie(SESSION_COOKIE, COOKIE_OPTIONS);
    if (held.cookie !== 'set' || held.session === NEWCOMER) return;
    const data = dataOf(held.session);
    const value = seal.seal({ key: held.key, data, usedAtMs: this.#clockMs() });
    const { endsAtMs } = data;
    const expires = endsAtMs === undefined ? {} : { expires: cookieEndOf(endsAtMs) };
    reply.setCookie(SESSION_COOKIE, value, { ...COOKIE_OPTIONS, ...expires });
  }

  #ttlMs({ usedAtMs, data }: Pick<SealedSession, 'usedAtMs' | 'data'>): number {
    const { idleTtlMs } = this.#settings;
    return Math.min(usedAtMs + idleTtlMs, data.endsAtMs ?? Number.POSITIVE_INFINITY) - this.#clockMs();
  }
}

const newKey = (): string => randomBytes(KEY_BYTES).toString('base64url');

const newcomer = (cookie: Held['cookie']): Held => ({
  key: newKey(),
  session: NEWCOMER,
  usedAtMs: 0,
  isEnded: false,
  cookie,
});

/** What is sealed: never the copy that a handler may have changed. */
const dataOf = ({ fields }: HeldSession): SessionData => fields as unknown as SessionData;
