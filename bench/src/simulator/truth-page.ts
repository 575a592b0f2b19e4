/** One page of the book: what is known of one session, and the class that it comes to. */
import type { BirthClass, OrphanCause } from '../checkers/judgement.js';
import { AfterlifePage } from './truth-afterlife.js';

export const NEVER = Number.POSITIVE_INFINITY;

export interface Page {
  readonly birth: string;
  readonly shopper: number;
  readonly store: string;
  readonly bornUs: number;
  /** Every key it ever had; the last one is `key`. */
  readonly keys: Set<string>;
  key: string;
  readonly known: Set<number>;
  /** Item → first send of an operation that wrote it here. */
  readonly sent: Map<number, number>;
  readonly missing: Map<number, 'overwritten' | 'rolledBack'>;
  expiresUs: number;
  leaked: boolean;
  receiptUs: number;
  logOutUs: number;
  expiredUs: number;
  destroyedUs: number;
  readonly astray: { readonly atUs: number }[];
  /** Since when no jar has the key. */
  letGo: { atUs: number; readonly cause: OrphanCause; readonly op: number | null } | null;
  /** Since when everybody can tell that it is gone: its store died whole, or answered its live key without it. */
  goneUs: number;
  /** Start of the store event that brought an older key back. */
  rolledBackUs: number;
  /** The same, where it left the session where no jar reaches. */
  strandedUs: number;
  /** Its time was over then, no dump shows it, and nobody met it since. */
  unseenSinceUs: number;
  readonly after: AfterlifePage;
}

export function newPage(
  { birth, shopper, store, bornUs }: Pick<Page, 'birth' | 'shopper' | 'store' | 'bornUs'>,
  key: string,
  letGo: Page['letGo'],
): Page {
  return {
    birth,
    shopper,
    store,
    bornUs,
    keys: new Set([key]),
    key,
    known: new Set(),
    sent: new Map(),
    missing: new Map(),
    expiresUs: NEVER,
    leaked: false,
    receiptUs: NEVER,
    logOutUs: NEVER,
    expiredUs: NEVER,
    destroyedUs: NEVER,
    astray: [],
    letGo,
    goneUs: NEVER,
    rolledBackUs: NEVER,
    strandedUs: NEVER,
    unseenSinceUs: NEVER,
    after: new AfterlifePage(),
  };
}

/** Moments of whatever else than expiry happened to it, in no order. */
export function momentsOf(page: Page): number[] {
  const { logOutUs, destroyedUs, strandedUs, goneUs, letGo, astray } = page;
  const all = [logOutUs, destroyedUs, strandedUs, goneUs, letGo?.atUs ?? NEVER, ...astray.map(({ atUs }) => atUs)];
  return all.filter((atUs) => atUs < NEVER);
}

export function classOf(page: Page): BirthClass {
  if (page.leaked) return 'leaked';
  const firstSent = Math.min(...[...page.known].map((item) => page.sent.get(item) ?? NEVER));
  const astrayUs = page.astray.find(({ atUs }) => atUs > firstSent)?.atUs ?? NEVER;
  const happened: [BirthClass, number][] = [
    ['completed', page.logOutUs],
    ['expired', Math.min(page.expiredUs, page.unseenSinceUs)],
    ['destroyed', Math.min(page.destroyedUs, page.strandedUs)],
    ['misrouted', astrayUs],
    ['orphaned', page.letGo?.atUs ?? NEVER],
  ];
  const [first, atUs] = happened.reduce((earliest, next) => (next[1] < earliest[1] ? next : earliest));
  if (page.receiptUs < NEVER) return first === 'misrouted' && atUs < page.receiptUs ? 'misrouted' : 'completed';
  if (atUs < NEVER) return first;
  const missing = [...page.known].map((item) => page.missing.get(item));
  if (missing.includes('overwritten')) return 'lostUpdate';
  return missing.includes('rolledBack') ? 'stale' : 'intact';
}
