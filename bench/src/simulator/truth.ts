/**
 * The book of what really happened to each session, kept while it happens and by nobody who reads records. It knows
 * every store's content and every jar; moments follow the definitions of the words: an event counts from its start, an
 * answer from its arrival, a log-out from its send.
 */
import type { BirthClass, OrphanCause } from '../checkers/judgement.js';
import type { OperationRecord } from '../history/records.js';
import type { TrueAfterlife } from './truth-afterlife.js';
import { classOf, momentsOf, NEVER, newPage, type Page } from './truth-page.js';

export interface TrueBirth {
  readonly birth: string;
  readonly shopper: number;
  readonly class: BirthClass;
  /** How the shopper let go of it, if nothing else came first. */
  readonly cause: OrphanCause | null;
  readonly known: number;
  /** When its time ran out, or would have, had nothing else ended it. */
  readonly expiresUs: number;
  readonly store: string;
  readonly bornUs: number;
  /** Since when everybody can tell that it is gone: its store died whole, or answered its live key without it. */
  readonly goneUs: number;
  /** Moments of whatever else than expiry happened to it, in no order. */
  readonly momentsUs: readonly number[];
  /** Session ids that it ever had. */
  readonly keys: number;
}

/** A jar, as the book sees it. */
export interface OpenJar {
  readonly shopper: number;
  key: string | null;
}

export class TruthBook {
  readonly #pages = new Map<string, Page>();
  readonly #byKey = new Map<string, Page>();
  readonly #byShopper = new Map<number, Page[]>();
  readonly #jars = new Map<number, OpenJar[]>();
  readonly #owner = new Map<number, number>();
  /** Operations whose answer will not come any more. */
  readonly #givenUp = new Set<number>();
  #observed = false;

  addJar(jar: OpenJar): void {
    this.#jars.set(jar.shopper, [...(this.#jars.get(jar.shopper) ?? []), jar]);
  }

  itemOf(item: number, shopper: number): void {
    this.#owner.set(item, shopper);
  }

  created(birth: string, shopper: number, store: string, key: string, op: number, t: number): void {
    const page = newPage({ birth, shopper, store, bornUs: t }, key, { atUs: t, cause: 'neverArrived', op });
    this.#pages.set(birth, page);
    this.#byKey.set(key, page);
    this.#byShopper.set(shopper, [...(this.#byShopper.get(shopper) ?? []), page]);
  }

  /** @param op the operation whose answer brings the new key */
  moved(birth: string, key: string, op: number, t: number): void {
    const page = this.#page(birth);
    page.keys.add(key);
    this.#byKey.set(key, page);
    page.key = key;
    if (!this.#isHeld(page)) page.letGo ??= { atUs: t, cause: 'neverArrived', op };
  }

  /** An operation wrote its item into this session. */
  wroteItem(birth: string, item: number, sentUs: number): void {
    const { sent } = this.#page(birth);
    sent.set(item, Math.min(sent.get(item) ?? NEVER, sentUs));
  }

  wrote(birth: string, before: ReadonlySet<number>, after: ReadonlySet<number>): void {
    const { missing } = this.#page(birth);
    for (const item of before) if (!after.has(item)) missing.set(item, 'overwritten');
    for (const item of after) missing.delete(item);
  }

  touched(birth: string, expiresUs: number): void {
    const page = this.#pages.get(birth);
    if (page !== undefined) page.expiresUs = expiresUs;
  }

  /** Its store let it expire: in its own time, or earlier, because a store event had undone its last touch. */
  ranOut(birth: string, atUs: number): void {
    if (this.#observed) return;
    const page = this.#page(birth);
    if (atUs >= page.expiresUs) page.expiredUs = Math.min(page.expiredUs, atUs);
    else page.destroyedUs = Math.min(page.destroyedUs, page.rolledBackUs);
  }

  /** A store and all it held is gone, from `atUs` on. */
  storeDied(store: string, atUs: number): void {
    for (const page of this.#pages.values()) {
      if (page.store !== store) continue;
      page.goneUs = Math.min(page.goneUs, atUs);
      if (page.expiresUs <= atUs) page.expiredUs = Math.min(page.expiredUs, page.expiresUs);
      else page.destroyedUs = Math.min(page.destroyedUs, atUs);
    }
  }

  /** It is gone, from `atUs` on. */
  destroyed(birth: string, atUs: number): void {
    const page = this.#page(birth);
    // A store that forgets its expiry still had it: its time was over all the same.
    if (page.expiresUs <= atUs) page.expiredUs = Math.min(page.expiredUs, page.expiresUs);
    else page.destroyedUs = Math.min(page.destroyedUs, atUs);
  }

  /** A store event set it back to an older state. */
  rolledBack(birth: string, key: string, before: ReadonlySet<number>, after: ReadonlySet<number>, atUs: number): void {
    const page = this.#page(birth);
    for (const item of before) if (!after.has(item)) page.missing.set(item, 'rolledBack');
    for (const item of after) page.missing.delete(item);
    page.rolledBackUs = atUs;
    if (page.key === key) return;
    const wasHeld = this.#isHeld(page);
    page.key = key;
    const { letGo } = page;
    const awaited = letGo !== null && letGo.op !== null && !this.#givenUp.has(letGo.op);
    if (this.#isHeld(page)) page.letGo = null;
    else if (wasHeld || awaited) {
      page.letGo = null;
      page.strandedUs = atUs;
    }
  }

  /** A store event brought back what had ended before. */
  revived(birth: string, atUs: number): void {
    this.#page(birth).rolledBackUs = atUs;
  }

  /** The dumps are taken: what expires from now on is nobody's loss. */
  observe(): void {
    this.#observed = true;
  }

  logOutSent(key: string, shopper: number, sentUs: number): void {
    const page = this.#byKey.get(key);
    if (page?.shopper === shopper) page.logOutUs = Math.min(page.logOutUs, sentUs);
  }

  /** Whether `key` is, at this moment, the key under which its session is stored. */
  isLive(key: string | null): boolean {
    return key !== null && this.#byKey.get(key)?.key === key;
  }

  /** @param wasLive the operation carried a live key when it was sent */
  answered(op: OperationRecord, wasLive: boolean): void {
    if (!op.speaks) return;
    const named = op.birth === null ? undefined : this.#pages.get(op.birth);
    if (named !== undefined) this.#named(named, op);
    const meant = op.keySent === null ? undefined : this.#byKey.get(op.keySent);
    if (meant === undefined || meant === named || meant.shopper !== op.shopper || !wasLive) return;
    if (op.step === 'claim' || op.step === 'signOut') return;
    if (meant.store === 'redis' || op.node === meant.store) {
      if (op.origin !== 'final' && meant.key === op.keySent) {
        meant.goneUs = Math.min(meant.goneUs, op.doneUs);
      }
      return;
    }
    meant.astray.push({ atUs: op.doneUs });
  }

  #named(page: Page, op: OperationRecord): void {
    const items = op.items === '' ? [] : op.items.split(',').map((text) => text.split('-').map(Number));
    const listed = items.flatMap(([first = 0, last = first]) => {
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
    if (op.shopper !== page.shopper) page.leaked = true;
    this.holds(page.birth, listed);
    if (op.shopper !== page.shopper) return;
    page.after.named(op);
    page.unseenSinceUs = NEVER;
    if (op.receipt && op.origin !== 'final') page.receiptUs = Math.min(page.receiptUs, op.doneUs);
    if (op.outcome !== 'ok') return;
    for (const item of op.item === null ? listed : [...listed, op.item]) {
      if (this.#owner.get(item) === page.shopper) page.known.add(item);
    }
  }

  /** The store let a late write bring back what a log-out had removed. */
  cameBack(birth: string): void {
    this.#page(birth).after.cameBack();
  }

  /** The store found it at `atUs`, though its time was over since `sinceUs`. */
  outlived(birth: string, sinceUs: number, atUs: number): void {
    this.#page(birth).after.outlived(sinceUs, atUs);
  }

  /** @param seen whether its store could be dumped; what nobody sees, and whose time is over, is over */
  dumped(birth: string, items: Iterable<number>, key: string, t: number, seen: boolean): void {
    this.holds(birth, items);
    const page = this.#page(birth);
    if (seen) page.after.dumped(key, page.key, t);
    else if (page.expiresUs <= t) page.unseenSinceUs = page.expiresUs;
  }

  afterlife(): Map<string, TrueAfterlife> {
    return new Map([...this.#pages].map(([birth, page]) => [birth, page.after.close()]));
  }

  /** Somebody else's item in an answer or a dump is a leak. */
  holds(birth: string, items: Iterable<number>): void {
    const page = this.#page(birth);
    for (const item of items) if (this.#owner.get(item) !== page.shopper) page.leaked = true;
  }

  /** The answer that was to bring a key did not come. */
  gaveUp(op: number, t: number): void {
    this.#givenUp.add(op);
    for (const page of this.#pages.values()) if (page.letGo?.op === op) page.letGo.atUs = Math.max(page.letGo.atUs, t);
  }

  /** A jar's cookie changed (it has changed already). */
  jarChanged(jar: OpenJar, cause: OrphanCause, t: number): void {
    for (const page of this.#byShopper.get(jar.shopper) ?? []) {
      if (this.#isHeld(page)) {
        page.letGo = null;
        page.strandedUs = NEVER;
      } else if (page.letGo === null && page.strandedUs === NEVER) {
        const undone = jar.key !== null && page.keys.has(jar.key);
        if (undone && page.rolledBackUs !== NEVER) page.strandedUs = page.rolledBackUs;
        else page.letGo = { atUs: t, cause, op: null };
      }
    }
  }

  #isHeld(page: Page): boolean {
    return (this.#jars.get(page.shopper) ?? []).some((jar) => jar.key === page.key);
  }

  #page(birth: string): Page {
    const page = this.#pages.get(birth);
    if (page === undefined) throw new Error(`no page for ${birth}`);
    return page;
  }

  /** The class of each birth that has a known write or was leaked. */
  close(): Map<string, TrueBirth> {
    const truth = new Map<string, TrueBirth>();
    for (const page of this.#pages.values()) {
      if (page.known.size === 0 && !page.leaked) continue;
      const { birth, shopper, store, expiresUs, bornUs, goneUs } = page;
      const name = classOf(page);
      truth.set(birth, {
        birth,
        shopper,
        class: name,
        cause: name === 'orphaned' ? (page.letGo?.cause ?? null) : null,
        known: page.known.size,
        expiresUs,
        store,
        bornUs,
        goneUs,
        momentsUs: momentsOf(page),
        keys: page.keys.size,
      });
    }
    return truth;
  }
}
