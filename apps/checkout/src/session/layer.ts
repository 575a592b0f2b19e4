/**
 * The seam between the checkout and wherever its sessions live. It is more than a store: whoever keeps sessions in a
 * sealed cookie has no store at all, but registers, finds, saves and moves all the same.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Changes, SessionData } from '../domain/session-data.js';
import type { DumpLine } from '../protocol/index.js';

export interface SessionLayer {
  /** Names the store in journals. */
  readonly store: string;
  /**
   * Adds the hooks that look the session up before the handlers of `app` run and set cookies after them.
   * A look-up that fails rejects the request with LookupFailed.
   */
  register(app: FastifyInstance): Promise<void>;
  /** The session that the look-up found, with what was saved since; null for none. */
  find(request: FastifyRequest): SessionData | null;
  /** Key of the session that was found, or of the one that the first save will create. */
  keyOf(request: FastifyRequest): string;
  /**
   * Creates or changes the session; done when the store has acknowledged it. Changes nothing, and asks nobody, when all
   * values are there already.
   *
   * @throws SessionGone when the session ended since it was found; SaveFailed when the store did not acknowledge
   */
  save(request: FastifyRequest, changes: Changes): Promise<void>;
  /**
   * Saves, and moves the session to a new key in the same atomic step.
   *
   * @param moving told the new key before the store is asked
   * @throws as `save`
   */
  move(request: FastifyRequest, changes: Changes, moving: (key: string) => void): Promise<void>;
  /** Ends the session that was found and clears its cookie. */
  end(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Makes the session under `key` this request's, under the same key; false, and nothing changed, when there is none. */
  adopt(request: FastifyRequest, key: string): Promise<boolean>;
  /** The answer is an error: it must neither save nor set or clear a cookie. */
  abandon(request: FastifyRequest): void;
  /** Keeps a code for the session that was found; false when the code is taken, null where sessions cannot be handed off. */
  keepCode(request: FastifyRequest, code: string): Promise<boolean | null>;
  /** Key that a code stands for, once; null when it is unknown. */
  takeCode(code: string): Promise<string | null>;
  /** Sessions held by this node alone; null where it holds none of its own. */
  count(): number | null;
  /** Bytes of the sessions held by this node alone, as far as the store knows; null where it holds none of its own. */
  bytes(): number | null;
  /**
   * Every session, read without touching any.
   *
   * @param unreadable told the key of whatever stands in the place of a session and is none
   */
  dump(unreadable?: (key: string) => void): AsyncIterable<DumpLine>;
  /**
   * Only where sessions live in their cookies: the sessions in these values of the session cookie, those that expired
   * and those that are no session of ours left out. Touches nothing.
   */
  unseal?(cookies: readonly string[]): readonly DumpLine[];
  close(): Promise<void>;
}

/** What a layer is made from. */
export interface LayerSettings {
  /** One signing secret for all nodes, at least 32 characters. */
  readonly secret: string;
  /** A session that nobody touches for this long expires, milliseconds. */
  readonly idleTtlMs: number;
  /** A session ends this long after it was created however busy it is, milliseconds; null: only the idle time counts. */
  readonly absoluteTtlMs: number | null;
  /** `redis://…` of a shared store; null when the node was given none. */
  readonly redisUrl: string | null;
  /** Deadline of every command of a shared store, milliseconds. */
  readonly commandTimeoutMs: number;
  /** Told of trouble that no request can report, for the node's log. */
  readonly warn: (message: string) => void;
}
export type OpenLayer = (settings: LayerSettings) => Promise<SessionLayer>;
