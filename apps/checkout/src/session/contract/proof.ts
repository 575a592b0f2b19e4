/** The suite proves itself: a store that breaks one promise fails all clauses of that promise, and no other. */
import { describe, expect, it } from 'vitest';
import { BROKEN_STORES, type BrokenStore } from '../broken/index.js';
import type { SessionStore } from '../store.js';
import { CLAUSES, hold } from './clauses.js';
import type { LayerUnderTest, LayerWanted } from './stage.js';

/** @param over a new layer over a good store that `broken` has got hold of */
export function everyBrokenStoreIsCaught(
  name: string,
  over: (wanted: LayerWanted, broken: (store: SessionStore) => SessionStore) => Promise<LayerUnderTest>,
): void {
  describe.each<[string, BrokenStore]>(Object.entries(BROKEN_STORES))(
    `a store that %s, over ${name}`,
    (_name, broken) => {
      const { breaks, also, open } = broken;
      const promises = also === undefined ? `"${breaks}"` : `"${breaks}" and "${also}"`;
      it(`fails every clause of ${promises}, and holds all others`, async () => {
        const failed: string[] = [];
        for (const clause of CLAUSES) {
          await hold(clause, (wanted) => over(wanted, open)).catch(() => failed.push(clause.title));
        }
        const told = CLAUSES.filter(({ promise }) => promise === breaks || promise === also);
        expect(failed).toEqual(told.map(({ title }) => title));
        expect(failed).not.toEqual([]);
      });
    },
  );
}
