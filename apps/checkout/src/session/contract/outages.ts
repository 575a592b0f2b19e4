/** Stores that fail when a test says so: what has begun goes on, what begins fails. */
import { Around } from '../broken/around.js';
import type { Fields, SessionStore, StoredSession } from '../store.js';
import type { TutorialStore } from '../tutorial-layer.js';

export interface WithOutages<Store> {
  readonly store: Store;
  readonly outage: (away: boolean) => void;
}

class Away extends Error {
  override readonly name = 'Away';
  constructor() {
    super('the store is away, because a test says so');
  }
}

export function withOutages(store: SessionStore): WithOutages<SessionStore> {
  const failing = new Failing(store);
  return {
    store: failing,
    outage: (away) => {
      failing.away = away;
    },
  };
}

class Failing extends Around {
  away = false;

  override async load(key: string): Promise<Fields | null> {
    return this.#present.load(key);
  }
  override async create(key: string, fields: Fields): Promise<void> {
    return this.#present.create(key, fields);
  }
  override async update(key: string, changed: Fields, held?: Fields): Promise<boolean> {
    return this.#present.update(key, changed, held);
  }
  override async move(from: string, to: string, changed: Fields): Promise<boolean> {
    return this.#present.move(from, to, changed);
  }
  override async destroy(key: string): Promise<void> {
    return this.#present.destroy(key);
  }
  override async keepCode(code: string, key: string): Promise<boolean> {
    return this.#present.keepCode(code, key);
  }
  override async takeCode(code: string): Promise<string | null> {
    return this.#present.takeCode(code);
  }
  override sessions(unreadable?: (key: string) => void): AsyncIterable<StoredSession> {
    return this.#present.sessions(unreadable);
  }

  get #present(): SessionStore {
    if (this.away) throw new Away();
    return this.inner;
  }
}

/** The same for the layer of a tutorial. */
export function withTutorialOutages(store: TutorialStore): WithOutages<TutorialStore> {
  let away = false;
  const { sessions } = store;
  const present = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
    if (away) throw new Away();
    return ask();
  };
  const failing: TutorialStore = {
    name: store.name,
    sessions: {
      get: (key, done) => (away ? done(new Away()) : sessions.get(key, done)),
      set: (key, session, done) => (away ? done(new Away()) : sessions.set(key, session, done)),
      destroy: (key, done) => (away ? done(new Away()) : sessions.destroy(key, done)),
    },
    keepCode: (code, key) => present(() => store.keepCode(code, key)),
    takeCode: (code) => present(() => store.takeCode(code)),
    list: () => store.list(),
    count: () => store.count(),
    bytes: () => store.bytes(),
    close: () => store.close(),
  };
  return {
    store: failing,
    outage: (isAway) => {
      away = isAway;
    },
  };
}
