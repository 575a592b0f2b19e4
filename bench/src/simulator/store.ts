/** A simulated session store: a node's memory or the shared one. It tells the truth's book-keeper all it does. */
import type { Drawn } from './draw.js';
import type { TruthBook } from './truth.js';

export type StoreSettings = Pick<Drawn, 'ttlUs' | 'absoluteUs' | 'saves' | 'breaks'>;

export interface Session {
  readonly birth: string;
  readonly key: string;
  items: Set<number>;
  receipt: boolean;
  readonly bornUs: number;
  expiresUs: number;
}

export type Loaded = Pick<Session, 'birth' | 'key' | 'items' | 'receipt'>;

export class SimulatedStore {
  readonly name: string;
  readonly #sessions = new Map<string, Session>();
  readonly #settings: StoreSettings;
  readonly #truth: TruthBook;
  /** Hand-off codes and the keys they stand for. */
  readonly codes = new Map<string, string>();
  up = true;

  /** Left behind under keys that sessions were moved away from; nobody asks for them. */
  #leftovers: Session[] = [];
  /** What a log-out removed, by key: only a store that revives remembers it. */
  readonly #ended = new Map<string, Session>();

  constructor(name: string, settings: StoreSettings, truth: TruthBook) {
    this.name = name;
    this.#settings = settings;
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
    const session: Session = { birth, key, items: new Set([item]), receipt: false, bornUs: now, expiresUs: 0 };
    this.#sessions.set(key, session);
    this.#touch(session, now);
    return { ...session, items: new Set(session.items) };
  }

  /** False, and nothing done, when the session is gone. */
  save(loaded: Loaded, item: number, receipt: boolean, now: number): boolean {
    const session = this.#live(loaded.key, now) ?? this.#revived(loaded.key);
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
    if (this.#settings.breaks === 'doubles') this.#leftovers.push({ ...session, items: new Set(session.items) });
    const moved = { ...session, key };
    this.#sessions.set(key, moved);
    this.#touch(moved, now);
    return true;
  }

  end(key: string, now: number): boolean {
    const session = this.#live(key, now);
    if (session === null) return false;
    if (this.#settings.breaks === 'revives') this.#ended.set(key, session);
    return this.#sessions.delete(key);
  }

  #revived(key: string): Session | null {
    const session = this.#ended.get(key);
    if (session === undefined) return null;
    this.#ended.delete(key);
    this.#sessions.set(key, session);
    this.#truth.cameBack(session.birth);
    return session;
  }

  /** What is there at `now`; whatever has expired by then is booked. */
  content(now: number): Session[] {
    return [...this.#sessions.keys()].flatMap((key) => this.#live(key, now) ?? []);
  }

  /** What a dump lists: leftovers too. */
  listed(now: number): Session[] {
    return [...this.#leftovers.filter(({ expiresUs }) => expiresUs > now), ...this.content(now)];
  }

  snapshot(now: number): Session[] {
    return this.content(now).map((session) => ({ ...session, items: new Set(session.items) }));
  }

  /** Everything is replaced by an older state, or by nothing. */
  restore(snapshot: readonly Session[], now: number): void {
    this.#sessions.clear();
    this.#leftovers = [];
    this.#ended.clear();
    for (const session of snapshot) {
      if (this.#lets(session, now)) this.#sessions.set(session.key, { ...session, items: new Set(session.items) });
    }
  }

  /** Whether it lets a session live on. */
  #lets({ expiresUs }: Session, now: number): boolean {
    return expiresUs > now || this.#settings.breaks === 'overstays';
  }

  #live(key: string, now: number): Session | null {
    const session = this.#sessions.get(key);
    if (session === undefined) return null;
    if (session.expiresUs > now) return session;
    if (this.#settings.breaks === 'overstays') {
      this.#truth.outlived(session.birth, session.expiresUs, now);
      return session;
    }
    this.#sessions.delete(key);
    this.#truth.ranOut(session.birth, session.expiresUs);
    return null;
  }

  #touch(session: Session, now: number): void {
    session.expiresUs = Math.min(now + this.#settings.ttlUs, session.bornUs + this.#settings.absoluteUs);
    this.#truth.touched(session.birth, session.expiresUs);
  }

  #write(session: Session, loaded: Loaded, item: number, receipt: boolean): void {
    const before = session.items;
    const base = this.#settings.saves === 'blob' ? loaded.items : before;
    session.items = new Set([...base, item]);
    session.receipt = receipt || (this.#settings.saves === 'blob' ? loaded.receipt : session.receipt);
    this.#truth.wrote(session.birth, before, session.items);
    loaded.items.add(item);
  }
}
