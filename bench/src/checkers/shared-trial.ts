/** Shares a trial out among parts, in one walk: what every thread of the process needs to read any of them. */
import { BlockNumbers } from '../history/paged.js';
import { type SharedRows, shareOutRows } from '../history/row-shares.js';
import type { TrialRecord } from '../history/trial.js';
import { shopperOf } from './checkouts.js';
import { Named } from './named.js';
import { Ties } from './ties.js';
import { partOfShopper, type WrittenTrial } from './trial-parts.js';
import { rowsOf } from './trial-rows.js';

/** Parts are numbered from 1; what nothing is known of belongs to the first. Holds the files as long as they are read. */
export class SharedTrial implements Disposable {
  readonly written: WrittenTrial;
  readonly #shared: SharedRows[] = [];

  constructor(trial: TrialRecord, parts: number) {
    const ties = new Ties(parts);
    const { strings, operations, journals, dumps, ledger } = rowsOf(trial);
    const ids = new BlockNumbers();
    const named = new Named(ties);
    const ofShopper = (shopper: number): number => partOfShopper(shopper, parts);
    const sharedOut = (shared: SharedRows) => {
      this.#shared.push(shared);
      return shared.written;
    };
    const ofOperations = sharedOut(
      shareOutRows(operations, parts, (view, at) => {
        const part = ofShopper(operations.format.shopperAt(view, at));
        ids.set(operations.format.idAt(view, at), part);
        operations.format.mentionsAt(view, at, named.by(part));
        return part;
      }),
    );
    const ofJournals = journals.map(({ incarnation, entries }) => ({
      incarnation,
      entries: sharedOut(
        shareOutRows(entries, parts, (view, at) => {
          const { op, birth, key, from } = entries.format.mentionsAt(view, at);
          const part = (op >= 0 ? ids.get(op) : 0) || named.partOf(birth) || named.partOf(key) || 1;
          const by = named.by(part);
          by.name(birth);
          by.name(key);
          by.name(from);
          return part;
        }),
      ),
    }));
    const ofDumps = dumps.map((sessions) =>
      sessions === null
        ? null
        : sharedOut(
            shareOutRows(sessions, parts, (view, at) => {
              const part = named.firstOf((to) => sessions.format.mentionsAt(view, at, to)) || 1;
              sessions.format.mentionsAt(view, at, named.by(part));
              return part;
            }),
          ),
    );
    // As the accounts do it, see checkouts.ts.
    const ofLedger =
      ledger &&
      sharedOut(
        shareOutRows(ledger, parts, (view, at) => {
          const { op, account } = ledger.format.read(view, at);
          return ids.get(op) || ofShopper(shopperOf(account));
        }),
      );
    const { operations: _operations, journals: _journals, dumps: _dumps, ledger: _ledger, ...rest } = trial;
    this.written = {
      rest,
      parts,
      groups: ties.groups().map((group) => [...group]),
      strings: strings.written,
      operations: ofOperations,
      journals: ofJournals,
      dumps: trial.dumps.map(({ store, t, reason }, i) => ({ store, t, reason, sessions: ofDumps[i] ?? null })),
      ledger: ofLedger,
    };
  }

  [Symbol.dispose](): void {
    for (const shared of this.#shared) shared[Symbol.dispose]();
  }
}
