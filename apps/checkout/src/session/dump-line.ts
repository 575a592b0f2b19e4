/** A stored session as a line of a dump. */
import { itemsOf, type SessionData } from '../domain/session-data.js';
import { type DumpLine, formatRanges } from '../protocol/index.js';
import type { StoredSession } from './store.js';

/** Null for one without a birth: no session of the checkout is that. */
export const dumpLineOf = ({ key, fields, ttlMs }: StoredSession): DumpLine | null =>
  typeof fields['birth'] === 'string' ? dumpLineOfData(key, fields as unknown as SessionData, ttlMs) : null;

/** @param ttlMs null when the session never expires */
export function dumpLineOfData(key: string, data: SessionData, ttlMs: number | null): DumpLine {
  return { key, birth: data.birth, items: formatRanges(itemsOf(data)), ttlMs, receipt: data.receipt !== undefined };
}
