/**
 * What every session layer must hold, as one suite of tests. A layer's own test file calls {@link sessionContract}. What a
 * layer does not hold is an exception that it names, with a reason: it is run all the same, and must fail, by what the
 * clause expects and not by some other error.
 */
import { describe, expect, it } from 'vitest';
import { PROMISES } from '../promises.js';
import { CLAUSES, hold } from './clauses.js';
import type { MakeLayer } from './stage.js';

export { type Clause, CONTRACT_IDLE_TTL_MS, CONTRACT_SECRET } from './clause.js';
export { type WithOutages, withOutages, withTutorialOutages } from './outages.js';
export { everyBrokenStoreIsCaught } from './proof.js';
export type { LayerUnderTest, LayerWanted, MakeLayer } from './stage.js';

/** How a clause fails that a layer does not hold: an expectation, what a layer may throw, or nothing that could fail. */
const BREACHES = ['AssertionError', 'SessionGone', 'SaveFailed', 'LookupFailed', 'Unkeepable', 'NothingToFail'];

/** Name of a promise, or title of one of its clauses → why it is not kept. */
export type Exceptions = Readonly<Record<string, string>>;

/** @param makeLayer a new layer, signed with CONTRACT_SECRET, whose sessions live for CONTRACT_IDLE_TTL_MS */
export function sessionContract(name: string, makeLayer: MakeLayer, exceptions: Exceptions = {}): void {
  const known = new Set<string>([...Object.keys(PROMISES), ...CLAUSES.map(({ title }) => title)]);
  const unknown = Object.keys(exceptions).filter((exception) => !known.has(exception));
  if (unknown.length > 0) throw new Error(`no promise and no clause of the contract: ${unknown.join(', ')}`);

  describe(`session layer: ${name}`, () => {
    describe.each(Object.entries(PROMISES))('%s: %s', (promise) => {
      for (const clause of CLAUSES.filter((candidate) => candidate.promise === promise)) {
        const reason = exceptions[clause.title] ?? exceptions[promise];
        if (reason === undefined) it(clause.title, () => hold(clause, makeLayer));
        else {
          it(`${clause.title} (EXCEPTION: ${reason})`, async () => {
            const breach = await hold(clause, makeLayer).then(
              () => 'kept by accident: the exception is not needed',
              (error: unknown) => (error instanceof Error ? error.name : String(error)),
            );
            expect(BREACHES).toContain(breach);
          });
        }
      }
    });
  });
}
