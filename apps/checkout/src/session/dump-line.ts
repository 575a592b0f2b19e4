/** A stored session as a line of a dump. */
import { itemsOf, type SessionData } from '../domain/session-data.js';
import { type DumpLine, formatRanges } from '../protocol/index.js';
import type { StoredSession } from './store.js';

export function dumpLineOf({ key, fields, ttlMs }: StoredSession): DumpLine {
  return {
    key,
    birth: JSON.parse(fields['birth'] ?? '""') as string,
    items: formatRanges(itemsOf(fields)),
    ttlMs,
    receipt: fields['receipt'] !== undefined,
  };
}

/** @param ttlMs null when the session never expires */
export function dumpLineOfData(key: string, data: SessionData, ttlMs: number | null): DumpLine {
  return { key, birth: data.birth, items: formatRanges(itemsOf(data)), ttlMs, receipt: data.receipt !== undefined };
}
