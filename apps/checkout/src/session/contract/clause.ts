/** One thing that a promise means, as a function that throws when it is not kept. */
import type { PromiseName } from '../promises.js';
import type { LayerWanted, Stage } from './stage.js';

export const CONTRACT_SECRET = 'a secret of the contract suite, long enough';
export const CONTRACT_IDLE_TTL_MS = 60_000;

/** Opens a stage before a new layer that holds nothing; closed after the clause. */
export type OpenStage = (wanted?: LayerWanted) => Promise<Stage>;

export interface Clause {
  readonly promise: PromiseName;
  /** Unlike that of any other clause. */
  readonly title: string;
  readonly holds: (open: OpenStage) => Promise<void>;
}

/** Several clauses of one promise. */
export const clausesOf = (promise: PromiseName, clauses: Readonly<Record<string, Clause['holds']>>): Clause[] =>
  Object.entries(clauses).map(([title, holds]) => ({ promise, title, holds }));
