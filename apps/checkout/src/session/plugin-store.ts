/**
 * Lets the session plug-in use a {@link SessionStore}: field by field, writing only what changed since it was loaded,
 * and turning the plug-in's pair "destroy the old id, set the new one" into one atomic move.
 *
 * The plug-in's session object does not hold the session: it carries a {@link HeldSession}. So the plug-in, which
 * serialises and hashes that object at least twice a request to see whether it was modified, has nothing to hash.
 */
import type { FastifySessionObject, SessionStore as PluginSessionStore } from '@fastify/session';
import type { Changes } from '../domain/session-data.js';
import { LookupFailed, SaveFailed, SessionGone } from './errors.js';
import { HeldSession, NEWCOMER } from './held-session.js';
import type { SessionStore } from './store.js';

/** What the plug-in copies from what it loaded to its session object, and `regenerate` to the next one. */
interface Carried {
  held?: HeldSession;
  /** All that the plug-in hashes. */
  toJSON?: () => null;
  /** Whether the plug-in saves, and sets the cookie: once for each key. In the place of its comparison of hashes. */
  isModified?: () => boolean;
}
const CARRIED: readonly (keyof Carried)[] = ['held', 'toJSON', 'isModified'];
const nothing = (): null => null;
const yes = (): boolean => true;
const no = (): boolean => false;

/** The plug-in's session object of one request. */
export type PluginSession = FastifySessionObject & Carried;

type Done = (error?: unknown) => void;
interface Move {
  readonly from: string;
  readonly changes: Changes;
  readonly moving: (key: string) => void;
}

export class PluginStore implements PluginSessionStore {
  readonly #store: SessionStore;
  /** Set only while `regenerate` runs, which calls destroy and set synchronously, one after the other. */
  #move: Move | null = null;

  constructor(store: SessionStore) {
    this.#store = store;
  }

  get(key: string, done: (error: unknown, session?: never) => void): void {
    this.#store.load(key).then(
      (fields) => done(null, (fields === null ? null : carrying(new HeldSession(fields), no)) as never),
      (cause: unknown) => done(new LookupFailed('the session could not be looked up', { cause })),
    );
  }

  /** The plug-in's own saves find everything written: whoever changes a session does so by `persist` and `move`. */
  set(key: string, session: object & Carried, done: Done): void {
    if (this.#move !== null) this.#moved(this.#move, key, session).then(() => done(), done);
    else if (session.held !== undefined) done();
    else done(new Error('something was written to the session object of the plug-in, past the session layer'));
  }

  destroy(key: string, done: Done): void {
    if (this.#move?.from === key) done();
    else this.end(key).then(() => done(), done);
  }

  /** Writes those changes that the store does not hold; creates the session if it was not loaded. */
  async persist(session: PluginSession, changes: Changes): Promise<void> {
    const { held = NEWCOMER, sessionId } = session;
    const changed = held.changed(changes);
    if (changed === null) return;
    if (held === NEWCOMER) {
      await acknowledged(this.#store.create(sessionId, changed));
      Object.assign(session, carrying(held.with(changed), yes));
    } else {
      if (!(await acknowledged(this.#store.update(sessionId, changed, held.fields)))) throw gone();
      session.held = held.with(changed);
    }
  }

  /** Gives the session a new key; its fields, and those changes, go with it. */
  move(session: PluginSession, changes: Changes, moving: (key: string) => void): Promise<void> {
    this.#move = { from: session.sessionId, changes, moving };
    try {
      return session.regenerate([...CARRIED]);
    } finally {
      this.#move = null;
    }
  }

  async end(key: string): Promise<void> {
    await acknowledged(this.#store.destroy(key));
  }

  async #moved({ from, changes, moving }: Move, key: string, session: Carried): Promise<void> {
    const { held = NEWCOMER } = session;
    const changed = held.changed(changes) ?? {};
    moving(key);
    if (!(await acknowledged(this.#store.move(from, key, changed)))) throw gone();
    Object.assign(session, carrying(held.with(changed), yes));
  }
}

const carrying = (held: HeldSession, isModified: () => boolean): Carried => ({ held, toJSON: nothing, isModified });

function acknowledged<Result>(asked: Promise<Result>): Promise<Result> {
  return asked.catch((cause: unknown) => {
    throw new SaveFailed('the store did not acknowledge the write', { cause });
  });
}

const gone = (): SessionGone => new SessionGone('the session ended since it was looked up');
