/** A stored session as a line of a dump. */
import { itemsOf, type SessionData } from '../domain/session-data.js';
import { type DumpLine, formatRanges } from '../protocol/index.js';
import type { StoredSession } from './store.js';

/** One without a birth has an empty one. */
export const dumpLineOf = ({ key, fields, ttlMs }: StoredSession): DumpLine =>
  dumpLineOfData(key, { birth: '', ...fields }, ttlMs);

/** @param ttlMs null when the session never expires */
export function dumpLineOfData(key: string, data: SessionData, ttlMs: number | null): DumpLine {
  return { key, birth: data.birth, items: formatRanges(itemsOf(data)), ttlMs, receipt: data.receipt !== undefined };
}
