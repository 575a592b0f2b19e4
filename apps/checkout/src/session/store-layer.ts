/** The session layer of every design that keeps sessions in a store: the session plug-in, signed cookies, our stores. */
import fastifyCookie, { Signer } from '@fastify/cookie';
import fastifySession from '@fastify/session';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Changes, SessionData } from '../domain/session-data.js';
import { type DumpLine, SESSION_COOKIE } from '../protocol/index.js';
import { dumpLineOf } from './dump-line.js';
import { refuseUnkeepable } from './keepable.js';
import type { LayerSettings, SessionLayer } from './layer.js';
import { COOKIE_OPTIONS, cookieEndOf, PluginLayer } from './plugin-layer.js';
import { type PluginSession, PluginStore } from './plugin-store.js';
import { type KeySigner, RememberingSigner } from './remembering-signer.js';
import { ENDS_AT, type SessionStore } from './store.js';

/** @param wallMs milliseconds since the epoch: an absolute end is a date, which the cookie names too */
export function storeLayer(
  store: SessionStore,
  { secret, absoluteTtlMs = null }: Pick<LayerSettings, 'secret'> & Partial<Pick<LayerSettings, 'absoluteTtlMs'>>,
  wallMs: () => number = () => Date.now(),
): SessionLayer {
  return new StoreLayer(store, new RememberingSigner(new Signer(secret)), absoluteTtlMs, wallMs);
}

class StoreLayer extends PluginLayer<SessionStore> implements SessionLayer {
  readonly #plugin: PluginStore;
  readonly #absoluteTtlMs: number | null;
  readonly #wallMs: () => number;

  constructor(store: SessionStore, signer: KeySigner, absoluteTtlMs: number | null, wallMs: () => number) {
    super(store, signer);
    this.#plugin = new PluginStore(store);
    this.#absoluteTtlMs = absoluteTtlMs;
    this.#wallMs = wallMs;
  }

  async register(app: FastifyInstance): Promise<void> {
    await app.register(fastifyCookie);
    await app.register(fastifySession, {
      secret: this.signer as never,
      store: this.#plugin as never,
      cookieName: SESSION_COOKIE,
      // The store alone decides when a session expires.
      cookie: { ...COOKIE_OPTIONS },
      // The plug-in's defaults write on every request; our stores slide the expiry when they read.
      rolling: false,
      saveUninitialized: false,
    });
  }

  find(request: FastifyRequest): SessionData | null {
    return (request.session as PluginSession | null)?.held?.data ?? null;
  }

  /** Past the plug-in's own `save`, which would make it set the cookie at every write. */
  async save(request: FastifyRequest, changes: Changes): Promise<void> {
    refuseUnkeepable(changes);
    const session: PluginSession = this.sessionOf(request);
    await this.#plugin.persist(session, session.held === undefined ? { ...changes, ...this.#end() } : changes);
    this.#dateCookie(request);
  }

  async move(request: FastifyRequest, changes: Changes, moving: (key: string) => void): Promise<void> {
    refuseUnkeepable(changes);
    await this.#plugin.move(this.sessionOf(request), changes, moving);
    this.#dateCookie(request);
  }

  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // Twice is the same as once.
    if (request.session === null) return;
    await this.#plugin.end(request.session.sessionId);
    this.abandon(request);
    reply.clearCookie(SESSION_COOKIE, { path: '/' });
  }

  async adopt(request: FastifyRequest, key: string): Promise<boolean> {
    if (!(await this.lookUp(request, key))) return false;
    this.#dateCookie(request);
    // Nothing changed, so nothing is written; the plug-in now sets the cookie of a session that the jar did not name.
    await request.session.save();
    return true;
  }

  async *dump(unreadable?: (key: string) => void): AsyncIterable<DumpLine> {
    for await (const session of this.kept.sessions(unreadable)) {
      const line = dumpLineOf(session);
      if (line === null) unreadable?.(session.key);
      else yield line;
    }
  }

  /** The cookie ends with the session, or within the second after: whoever sets it next says so. */
  #dateCookie(request: FastifyRequest): void {
    if (this.#absoluteTtlMs === null) return;
    const endsAtMs = this.find(request)?.endsAtMs;
    if (endsAtMs !== undefined) request.session.cookie.expires = cookieEndOf(endsAtMs);
  }

  /** What a session that is created now holds about its end. */
  #end(): Partial<Pick<SessionData, typeof ENDS_AT>> {
    return this.#absoluteTtlMs === null ? {} : { [ENDS_AT]: Math.round(this.#wallMs()) + this.#absoluteTtlMs };
  }
}
