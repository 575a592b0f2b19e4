/**
 * What a session holds: flat top-level keys, one per concern and one per item, so that a store which writes only what
 * changed keeps concurrent writes to different keys.
 */
import type { PlanBody, ReceiptAnswer, WatchBody } from '../protocol/index.js';

export type Receipt = NonNullable<ReceiptAnswer['receipt']>;

export interface SessionFields {
  /** Random id that the session gets when it is created and keeps until it ends. */
  readonly birth: string;
  /** Moment at which the session ends however busy it is, milliseconds since the epoch; absent without an absolute time-to-live. */
  readonly endsAtMs?: number;
  readonly account?: string;
  /** Register of the position heartbeats: overwritten, never grown. */
  readonly watch?: WatchBody;
  readonly plan?: PlanBody['plan'];
  /** Last four digits. */
  readonly card?: string;
  /** Written and acknowledged at `review`, before any charge. */
  readonly idempotencyKey?: string;
  readonly receipt?: Receipt;
}

type ItemKey = `item:${number}`;
/** `item:<n>`: the step that wrote item n, and what the application keeps with it (see item-detail.ts). */
export type Items = Readonly<Record<ItemKey, string>>;

export type SessionData = SessionFields & Items;
/** Keys to set; keys are never removed. */
export type Changes = Partial<SessionData>;

export const ITEM_PREFIX = 'item:';

export const itemKey = (item: number): ItemKey => `${ITEM_PREFIX}${item}`;

/** Item numbers among the keys of a session, in no particular order. */
export function itemsOf(data: object): number[] {
  const items: number[] = [];
  for (const key in data) {
    if (key.startsWith(ITEM_PREFIX)) items.push(Number(key.slice(ITEM_PREFIX.length)));
  }
  return items;
}
