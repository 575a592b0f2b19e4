/** A store double for the app's tests: a map without expiry, whose commands fail or wait when a test says so. */
import type { Fields, SessionStore, StoredSession } from '../session/store.js';

type Command = 'load' | 'create' | 'update' | 'move' | 'destroy' | 'keepCode' | 'takeCode';

export class FakeStore implements SessionStore {
  readonly name = 'fake';
  readonly sessionsByKey = new Map<string, Fields>();
  /** Commands that reach the store, in order. */
  readonly asked: Command[] = [];
  /** Called before a command takes effect; what it throws is the command's failure. */
  before: (command: Command) => Promise<void> | void = () => {};
  readonly #codes = new Map<string, string>();

  async load(key: string): Promise<Fields | null> {
    await this.#ask('load');
    return structuredClone(this.sessionsByKey.get(key) ?? null);
  }
  async create(key: string, fields: Fields): Promise<void> {
    await this.#ask('create');
    this.sessionsByKey.set(key, fields);
  }
  async update(key: string, changed: Fields): Promise<boolean> {
    await this.#ask('update');
    const held = this.sessionsByKey.get(key);
    if (held !== undefined) this.sessionsByKey.set(key, { ...held, ...changed });
    return held !== undefined;
  }
  async move(from: string, to: string, changed: Fields): Promise<boolean> {
    await this.#ask('move');
    const held = this.sessionsByKey.get(from);
    if (held !== undefined) this.sessionsByKey.set(to, { ...held, ...changed });
    return this.sessionsByKey.delete(from);
  }
  async destroy(key: string): Promise<void> {
    await this.#ask('destroy');
    this.sessionsByKey.delete(key);
  }
  async keepCode(code: string, key: string): Promise<boolean> {
    await this.#ask('keepCode');
    if (this.#codes.has(code)) return false;
    this.#codes.set(code, key);
    return true;
  }
  async takeCode(code: string): Promise<string | null> {
    await this.#ask('takeCode');
    const key = this.#codes.get(code) ?? null;
    this.#codes.delete(code);
    return key;
  }
  count(): number {
    return this.sessionsByKey.size;
  }
  bytes(): number {
    return 0;
  }
  async *sessions(): AsyncIterable<StoredSession> {
    for (const [key, fields] of this.sessionsByKey) yield { key, fields, ttlMs: 1 };
  }
  async close(): Promise<void> {
    this.sessionsByKey.clear();
  }

  async #ask(command: Command): Promise<void> {
    this.asked.push(command);
    await this.before(command);
  }
}
