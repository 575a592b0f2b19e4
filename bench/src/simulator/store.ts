/** A simulated session store: a node's memory or the shared one. It tells the truth's book-keeper all it does. */
import type { TruthBook } from './truth.js';

export interface Session {
  readonly birth: string;
  readonly key: string;
  items: Set<number>;
  receipt: boolean;
  expiresUs: number;
}

export type Loaded = Pick<Session, 'birth' | 'key' | 'items' | 'receipt'>;

export class SimulatedStore {
  readonly name: string;
  readonly #sessions = new Map<string, Session>();
  readonly #ttlUs: number;
  readonly #truth: TruthBook;
  readonly #saves: 'blob' | 'fields';
  /** Hand-off codes and the keys they stand for. */
  readonly codes = new Map<string, string>();
  up = true;

  constructor(name: string, settings: { ttlUs: number; saves: 'blob' | 'fields' }, truth: TruthBook) {
    this.name = name;
    this.#ttlUs = settings.ttlUs;
    this.#saves = settings.saves;
    this.#truth = truth;
  }

  /** A copy of what is stored, and the expiry slides. */
  load(key: string, now: number): Loaded | null {
    const session = this.#live(key, now);
    if (session === null) return null;
    this.#touch(session, now);
    return { ...session, items: new Set(session.items) };
  }

  create(birth: string, key: string, item: number, now: number): Loaded {
    const session: Session = { birth, key, items: new Set([item]), receipt: false, expiresUs: 0 };
    this.#sessions.set(key, session);
    this.#touch(session, now);
    return { ...session, items: new Set(session.items) };
  }

  /** False, and nothing done, when the session is gone. */
  save(loaded: Loaded, item: number, receipt: boolean, now: number): boolean {
    const session = this.#live(loaded.key, now);
    if (session === null) return false;
    this.#write(session, loaded, item, receipt);
    this.#touch(session, now);
    return true;
  }

  move(loaded: Loaded, key: string, item: number, now: number): boolean {
    const session = this.#live(loaded.key, now);
    if (session === null) return false;
    this.#write(session, loaded, item, false);
    this.#sessions.delete(loaded.key);
    const moved = { ...session, key };
    this.#sessions.set(key, moved);
    this.#touch(moved, now);
    return true;
  }

  end(key: string, now: number): boolean {
    if (this.#live(key, now) === null) return false;
    return this.#sessions.delete(key);
  }

  /** What is there at `now`; whatever has expired by then is booked. */
  content(now: number): Session[] {
    return [...this.#sessions.keys()].flatMap((key) => this.#live(key, now) ?? []);
  }

  snapshot(now: number): Session[] {
    return this.content(now).map((session) => ({ ...session, items: new Set(session.items) }));
  }

  /** Everything is replaced by an older state, or by nothing. */
  restore(snapshot: readonly Session[], now: number): void {
    this.#sessions.clear();
    for (const session of snapshot) {
      if (session.expiresUs > now) this.#sessions.set(session.key, { ...session, items: new Set(session.items) });
    }
  }

  #live(key: string, now: number): Session | null {
    const session = this.#sessions.get(key);
    if (session === undefined) return null;
    if (session.expiresUs > now) return session;
    this.#sessions.delete(key);
    this.#truth.ranOut(session.birth, session.expiresUs);
    return null;
  }

  #touch(session: Session, now: number): void {
    session.expiresUs = now + this.#ttlUs;
    this.#truth.touched(session.birth, session.expiresUs);
  }

  #write(session: Session, loaded: Loaded, item: number, receipt: boolean): void {
    const before = session.items;
    const base = this.#saves === 'blob' ? loaded.items : before;
    session.items = new Set([...base, item]);
    session.receipt = receipt || (this.#saves === 'blob' ? loaded.receipt : session.receipt);
    this.#truth.wrote(session.birth, before, session.items);
    loaded.items.add(item);
  }
}
