/**
 * The session layer of somebody who follows the plug-in's own documentation: default options, one live object a session,
 * the whole of it saved at every request. What people use today, to measure ours against.
 */
import { randomBytes } from 'node:crypto';
import fastifyCookie, { Signer } from '@fastify/cookie';
import fastifySession, { type SessionStore as PluginSessionStore } from '@fastify/session';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Changes, SessionData } from '../domain/session-data.js';
import { type DumpLine, SESSION_COOKIE } from '../protocol/index.js';
import { dumpLineOfData } from './dump-line.js';
import { LookupFailed, SaveFailed } from './errors.js';
import type { LayerSettings, SessionLayer } from './layer.js';
import { COOKIE_OPTIONS, type Keeper, PluginLayer } from './plugin-layer.js';

/** Where such a layer keeps its sessions: a store of the plug-in's kind, and how to list what it holds. */
export interface TutorialStore extends Keeper {
  readonly sessions: PluginSessionStore;
  /** Every session, read without touching any; those of people who only looked have no birth and are left out. */
  list(): AsyncIterable<{ readonly key: string; readonly data: SessionData; readonly ttlMs: number | null }>;
}

type TutorialSettings = Pick<LayerSettings, 'secret'> & Partial<Pick<LayerSettings, 'absoluteTtlMs'>>;

/**
 * An absolute time-to-live becomes the cookie's `maxAge`, the only end that the plug-in knows. With its default `rolling`
 * every request puts it off, so that a busy session has none. Without one there is no `maxAge`, as in the plug-in's
 * first example: when a session ends is the store's affair.
 */
export function tutorialLayer(store: TutorialStore, settings: TutorialSettings): SessionLayer {
  return new TutorialLayer(store, settings);
}

/** As long and of the same alphabet as the plug-in's own ids. */
const ID_BYTES = 24;

class TutorialLayer extends PluginLayer<TutorialStore> implements SessionLayer {
  readonly #cookie: typeof COOKIE_OPTIONS & { maxAge?: number };
  /** Set only while `regenerate` makes its new id, which it does synchronously and before it asks the store. */
  #moving: ((key: string) => void) | null = null;

  constructor(store: TutorialStore, { secret, absoluteTtlMs = null }: TutorialSettings) {
    super(store, new Signer(secret));
    this.#cookie = { ...COOKIE_OPTIONS, ...(absoluteTtlMs === null ? {} : { maxAge: absoluteTtlMs }) };
  }

  async register(app: FastifyInstance): Promise<void> {
    await app.register(fastifyCookie);
    // `rolling` and `saveUninitialized` stay as they are: true.
    await app.register(fastifySession, {
      secret: this.signer as never,
      store: told(this.kept.sessions),
      cookieName: SESSION_COOKIE,
      cookie: { ...this.#cookie },
      idGenerator: () => this.#newKey(),
    });
  }

  /** One without a birth has nothing in it yet: the plug-in calls it uninitialised. */
  find(request: FastifyRequest): SessionData | null {
    const data = request.session as unknown as SessionData | null;
    return data?.birth === undefined ? null : data;
  }

  /** The whole session, and once more by the plug-in when the answer leaves. Never SessionGone: a late save revives. */
  async save(request: FastifyRequest, changes: Changes): Promise<void> {
    const session = this.sessionOf(request);
    Object.assign(session, changes);
    await session.save();
  }

  /** The plug-in destroys the old id, then sets the new one: two steps, with a moment in which there is no session. */
  async move(request: FastifyRequest, changes: Changes, moving: (key: string) => void): Promise<void> {
    const session = this.sessionOf(request);
    Object.assign(session, changes);
    this.#moving = moving;
    try {
      const regenerated = session.regenerate(Object.keys(session).filter((key) => key !== 'cookie'));
      this.#moving = null;
      await regenerated;
    } finally {
      this.#moving = null;
    }
  }

  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // Twice is the same as once.
    if (request.session === null) return;
    await request.session.destroy();
    reply.clearCookie(SESSION_COOKIE, { path: '/' });
  }

  /** Whatever session a request has, the plug-in saves it and sets its cookie. */
  adopt(request: FastifyRequest, key: string): Promise<boolean> {
    return this.lookUp(request, key);
  }

  async *dump(): AsyncIterable<DumpLine> {
    for await (const { key, data, ttlMs } of this.kept.list()) {
      if (data.birth !== undefined) yield dumpLineOfData(key, data, ttlMs);
    }
  }

  #newKey(): string {
    const key = randomBytes(ID_BYTES).toString('base64url');
    this.#moving?.(key);
    return key;
  }
}

/** The same store, whose failures say what they mean for a request's effect. */
function told(store: PluginSessionStore): PluginSessionStore {
  return {
    get: (key, done) =>
      store.get(key, (cause: unknown, session) => {
        if (cause) done(new LookupFailed('the session could not be looked up', { cause }));
        else done(null, session);
      }),
    set: (key, session, done) => store.set(key, session, (cause?: unknown) => done(notAcknowledged(cause))),
    destroy: (key, done) => store.destroy(key, (cause?: unknown) => done(notAcknowledged(cause))),
  };
}

const notAcknowledged = (cause: unknown): SaveFailed | undefined =>
  cause ? new SaveFailed('the store did not acknowledge the write', { cause }) : undefined;
