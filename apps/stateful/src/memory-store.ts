/**
 * Sessions in the memory of one process, that expire and that another process cannot see: one text each, never live
 * objects. A text weighs half of what an object of its fields does, and the garbage collector has one thing a session to
 * visit and not forty.
 */
import { ENDS_AT, type Fields, type SessionStore, type StoredSession, StoreRefused } from '@session-lab/checkout';
import { ENTRY_BYTES, ExpiringTexts } from './expiring-texts.js';
import { HandOffCodes } from './hand-off-codes.js';

/** Of keys and fields, and ENTRY_BYTES a session for what holds them: well below the heap that a node has by default. */
export const MAX_BYTES = 256 * 2 ** 20;
/** Hand-off codes beside them, some 200 bytes each. */
export const MAX_CODES = 50_000;
/** One timer for all sessions: memory comes back although no request does. */
const SWEEP_EVERY_MS = 500;
/** At most so many leave at a time, so that no request waits for an old crowd: a few milliseconds. */
const SWEEP_LIMIT = 10_000;

/** It says that it has room again below this share of its bound, and not at every session that leaves. */
const RELIEVED = 0.9;

export interface MemoryStoreSettings {
  readonly idleTtlMs: number;
  /** Milliseconds since the epoch, of a clock that never steps back. */
  readonly nowMs: () => number;
  readonly maxBytes?: number;
  /** Told when the store becomes full, and when it has room again. */
  readonly warn?: (message: string) => void;
}

export class MemoryStore implements SessionStore {
  readonly name = 'memory';
  readonly #sessions: ExpiringTexts;
  readonly #codes: HandOffCodes;
  readonly #maxBytes: number;
  readonly #warn: (message: string) => void;
  #refused = 0;
  #full = false;
  #sweeping: NodeJS.Timeout | undefined;

  constructor({ idleTtlMs, nowMs, maxBytes = MAX_BYTES, warn = () => {} }: MemoryStoreSettings) {
    this.#sessions = new ExpiringTexts(idleTtlMs, nowMs);
    this.#codes = new HandOffCodes(nowMs);
    this.#maxBytes = maxBytes;
    this.#warn = warn;
  }

  /** Lets go of what expired from time to time, until the store is closed. Keeps no process alive. */
  startSweeping(): this {
    this.#sweeping = setInterval(() => {
      this.#sessions.sweep(SWEEP_LIMIT);
      this.#codes.sweep();
    }, SWEEP_EVERY_MS).unref();
    return this;
  }

  async load(key: string): Promise<Fields | null> {
    const text = this.#sessions.touch(key);
    return text === undefined ? null : fieldsOf(text);
  }

  /** @throws StoreRefused at the bound: nobody's session makes room for a newcomer's */
  async create(key: string, fields: Fields): Promise<void> {
    const text = JSON.stringify(fields);
    this.#admit(ENTRY_BYTES + Buffer.byteLength(key) + Buffer.byteLength(text));
    this.#sessions.add(key, text, Number(fields[ENDS_AT] ?? Number.POSITIVE_INFINITY));
  }

  /** @throws StoreRefused when the session would grow beyond the bound */
  async update(key: string, changed: Fields): Promise<boolean> {
    const held = this.#sessions.get(key);
    if (held === undefined) return false;
    const text = JSON.stringify({ ...fieldsOf(held), ...changed });
    this.#admit(Buffer.byteLength(text) - Buffer.byteLength(held));
    this.#sessions.replace(key, text);
    return true;
  }

  /** One synchronous step: nothing else runs between the two keys. */
  async move(from: string, to: string, changed: Fields): Promise<boolean> {
    const held = this.#sessions.get(from);
    if (held === undefined) return false;
    const text = JSON.stringify({ ...fieldsOf(held), ...changed });
    this.#admit(Buffer.byteLength(text) - Buffer.byteLength(held) + Buffer.byteLength(to) - Buffer.byteLength(from));
    this.#sessions.move(from, to, text);
    return true;
  }

  async destroy(key: string): Promise<void> {
    this.#sessions.delete(key);
  }

  /** @throws StoreRefused when there are too many codes */
  async keepCode(code: string, key: string): Promise<boolean> {
    if (this.#codes.size >= MAX_CODES)
      throw new StoreRefused(`the memory store holds its maximum of ${MAX_CODES} codes`);
    return this.#codes.keep(code, key);
  }

  async takeCode(code: string): Promise<string | null> {
    return this.#codes.take(code);
  }

  count(): number {
    return this.#sessions.size;
  }

  bytes(): number {
    return this.#sessions.bytes;
  }

  async *sessions(): AsyncIterable<StoredSession> {
    for (const { key, text, ttlMs } of this.#sessions.living()) yield { key, fields: fieldsOf(text), ttlMs };
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping);
  }

  #admit(growth: number): void {
    if (growth <= 0) return;
    const room = this.#maxBytes - growth;
    if (this.#sessions.heldWeight > room) this.#sessions.sweep();
    if (this.#sessions.heldWeight <= room) {
      if (this.#full && this.#sessions.heldWeight < this.#maxBytes * RELIEVED) this.#relieved();
      return;
    }
    this.#refused += 1;
    if (!this.#full)
      this.#warn(`the memory store is full (${this.#maxBytes} bytes): it refuses what would make it grow`);
    this.#full = true;
    throw new StoreRefused(`the memory store holds its maximum of ${this.#maxBytes} bytes`);
  }

  #relieved(): void {
    this.#full = false;
    this.#warn(`the memory store has room again; it has refused ${this.#refused} writes since it was opened`);
  }
}

const fieldsOf = (text: string): Fields => JSON.parse(text) as Fields;
