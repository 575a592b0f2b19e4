/**
 * The session layer of somebody who follows the plug-in's own documentation: default options, one live object a session,
 * the whole of it saved at every request. What people use today, to measure ours against.
 */
import type { SessionStore as PluginSessionStore } from '@fastify/session';
import type { SessionData } from '../domain/session-data.js';
import type { LayerSettings, SessionLayer } from './layer.js';

/** Where such a layer keeps its sessions: a store of the plug-in's kind, and how to list what it holds. */
export interface TutorialStore {
  /** Names the store in journals. */
  readonly name: string;
  readonly sessions: PluginSessionStore;
  /** Keeps a hand-off code for a session, for CODE_TTL_MS; false when the code is taken. */
  keepCode(code: string, key: string): Promise<boolean>;
  /** The key that a code stands for, once. */
  takeCode(code: string): Promise<string | null>;
  /** Every session, read without touching any; those of people who only looked have no birth and are left out. */
  list(): AsyncIterable<{ readonly key: string; readonly data: SessionData; readonly ttlMs: number | null }>;
  count(): number | null;
  bytes(): number | null;
  close(): Promise<void>;
}

export function tutorialLayer(_store: TutorialStore, _settings: LayerSettings): SessionLayer {
  throw new Error('not written yet');
}
