/**
 * Lets the session plug-in use a {@link SessionStore}: field by field, writing only what changed since it was loaded,
 * and turning the plug-in's pair "destroy the old id, set the new one" into one atomic move.
 */
import type { FastifySessionObject, SessionStore as PluginSessionStore } from '@fastify/session';
import { LookupFailed, SaveFailed, SessionGone } from './errors.js';
import type { Fields, SessionStore } from './store.js';

/** Key of a session object under which it carries the fields that the store is known to hold. */
const HELD = 'held';

/** Invisible to the plug-in, whose hash of a session decides whether it was modified: as JSON it is nothing. */
class Held {
  readonly fields: Fields;
  constructor(fields: Fields) {
    this.fields = fields;
  }
  toJSON(): undefined {
    return undefined;
  }
}

type Holder = object & { [HELD]?: Held };
type Done = (error?: unknown) => void;
interface Move {
  readonly from: string;
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
      (fields) => done(null, (fields === null ? null : sessionOf(fields)) as never),
      (cause: unknown) => done(new LookupFailed('the session could not be looked up', { cause })),
    );
  }

  set(key: string, session: object, done: Done): void {
    if (this.#move !== null) this.#moved(this.#move, key, session).then(() => done(), done);
    else if (this.#isHeld(session)) done();
    else this.persist(key, session).then(() => done(), done);
  }

  destroy(key: string, done: Done): void {
    if (this.#move?.from === key) done();
    else this.end(key).then(() => done(), done);
  }

  /** Writes what changed since the session was loaded or last written; creates it if it was not loaded. */
  async persist(key: string, session: Holder): Promise<void> {
    const changed = changedFields(session);
    if (changed === null) return;
    if (session[HELD] === undefined) await acknowledged(this.#store.create(key, changed));
    else if (!(await acknowledged(this.#store.update(key, changed)))) throw gone();
    session[HELD] = new Held({ ...session[HELD]?.fields, ...changed });
  }

  /** Gives the session a new key; its data, and what changed of them, go with it. */
  move(session: FastifySessionObject, moving: (key: string) => void): Promise<void> {
    this.#move = { from: session.sessionId, moving };
    try {
      return session.regenerate(Object.keys(session).filter((key) => key !== 'cookie'));
    } finally {
      this.#move = null;
    }
  }

  async end(key: string): Promise<void> {
    await acknowledged(this.#store.destroy(key));
  }

  async #moved({ from, moving }: Move, key: string, session: Holder): Promise<void> {
    const changed = changedFields(session) ?? {};
    moving(key);
    if (!(await acknowledged(this.#store.move(from, key, changed)))) throw gone();
    session[HELD] = new Held({ ...session[HELD]?.fields, ...changed });
  }

  #isHeld(session: Holder): boolean {
    return session[HELD] !== undefined && changedFields(session) === null;
  }
}

function sessionOf(fields: Fields): object {
  const session: Record<string, unknown> = { [HELD]: new Held(fields) };
  for (const key in fields) session[key] = JSON.parse(fields[key] as string);
  return session;
}

/** Fields whose text is not the one that the store holds; null for none. */
function changedFields(session: Holder): Record<string, string> | null {
  const held = session[HELD]?.fields;
  let changed: Record<string, string> | null = null;
  for (const [key, value] of Object.entries(session)) {
    if (key === 'cookie' || key === HELD || value === undefined) continue;
    const text = JSON.stringify(value);
    if (held?.[key] === text) continue;
    changed ??= {};
    changed[key] = text;
  }
  return changed;
}

function acknowledged<Result>(asked: Promise<Result>): Promise<Result> {
  return asked.catch((cause: unknown) => {
    throw new SaveFailed('the store did not acknowledge the write', { cause });
  });
}

const gone = (): SessionGone => new SessionGone('the session ended since it was looked up');
