/** One request's dealings with its session: saves before it speaks, and journals what it did. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { withDetail } from '../domain/item-detail.js';
import type { Changes, SessionData } from '../domain/session-data.js';
import { itemsOf } from '../domain/session-data.js';
import type { Journal } from '../journal/journal.js';
import { formatRanges, HEADERS, NO_BIRTH } from '../protocol/index.js';
import type { SessionLayer } from '../session/layer.js';

export interface VisitDeps {
  readonly layer: SessionLayer;
  readonly journal: Journal;
  /** A birth that nothing else has. */
  readonly newBirth: () => string;
  /** Bytes that the application keeps with every item. */
  readonly itemBytes: number;
}

export class Visit {
  readonly #deps: VisitDeps;
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;

  constructor(deps: VisitDeps, request: FastifyRequest, reply: FastifyReply) {
    this.#deps = deps;
    this.#request = request;
    this.#reply = reply;
  }

  /** The session that the look-up found, with what this visit saved; null for none. */
  get session(): SessionData | null {
    return this.#deps.layer.find(this.#request);
  }

  /** Id of the operation, for whoever does something on its behalf. */
  get operation(): number {
    return this.#request.operation;
  }

  /** Changes the session; creates it when none was found. Speaks. */
  async write(changesFor: (birth: string) => Changes): Promise<void> {
    const { layer, journal, newBirth } = this.#deps;
    const found = this.session;
    if (found !== null) {
      await layer.save(this.#request, this.#sized(changesFor(found.birth)));
    } else {
      const birth = newBirth();
      await layer.save(this.#request, { birth, ...this.#sized(changesFor(birth)) });
      journal.write({ k: 'created', op: this.operation, birth, key: layer.keyOf(this.#request) });
    }
    this.speak();
  }

  /** Changes the session if one was found. Speaks. */
  async update(changes: Changes): Promise<void> {
    if (this.session !== null) await this.#deps.layer.save(this.#request, this.#sized(changes));
    this.speak();
  }

  /** Changes the session and moves it to a new key in one step; creates it when none was found. Speaks. */
  async move(changes: Changes): Promise<void> {
    const { layer, journal } = this.#deps;
    const found = this.session;
    if (found === null) return this.write(() => changes);
    const from = layer.keyOf(this.#request);
    const line = { op: this.operation, birth: found.birth, from };
    await layer.move(this.#request, this.#sized(changes), (key) => journal.write({ k: 'moving', ...line, key }));
    journal.write({ k: 'moved', ...line, key: layer.keyOf(this.#request) });
    this.speak();
  }

  /** Ends the session that was found. Speaks of what it was. */
  async end(): Promise<void> {
    const { layer, journal } = this.#deps;
    const found = this.session;
    if (found !== null) {
      const key = layer.keyOf(this.#request);
      await layer.end(this.#request, this.#reply);
      journal.write({ k: 'ended', op: this.operation, birth: found.birth, key });
    }
    this.#say(found);
  }

  /** A code for the session, for another device; null without a session, and for one that stays where it is. Speaks. */
  async handOff(newCode: () => string): Promise<string | null> {
    this.speak();
    if (this.session === null) return null;
    for (;;) {
      const code = newCode();
      const kept = await this.#deps.layer.keepCode(this.#request, code);
      if (kept !== false) return kept === null ? null : code;
    }
  }

  /** Goes on in the session that a code stands for; false when it stands for none. Speaks. */
  async claim(code: string): Promise<boolean> {
    const key = await this.#deps.layer.takeCode(code);
    const claimed = key !== null && (await this.#deps.layer.adopt(this.#request, key));
    this.speak();
    return claimed;
  }

  /** Says in the answer's headers which session was found, and its items. */
  speak(): void {
    this.#say(this.session);
  }

  #sized(changes: Changes): Changes {
    return withDetail(changes, this.#deps.itemBytes);
  }

  #say(session: SessionData | null): void {
    this.#reply.header(HEADERS.birth, session?.birth ?? NO_BIRTH);
    this.#reply.header(HEADERS.items, session === null ? '' : formatRanges(itemsOf(session)));
  }
}
