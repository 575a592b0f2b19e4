/** All clauses of the contract. */
import { ANSWERING_CLAUSES } from './answering.clauses.js';
import type { Clause } from './clause.js';
import { DATA_CLAUSES } from './data.clauses.js';
import { ENDING_CLAUSES } from './ending.clauses.js';
import { MOVING_CLAUSES } from './moving.clauses.js';
import { SHARING_CLAUSES } from './sharing.clauses.js';
import { type MakeLayer, Stage } from './stage.js';

export const CLAUSES: readonly Clause[] = [
  ...DATA_CLAUSES,
  ...SHARING_CLAUSES,
  ...ENDING_CLAUSES,
  ...MOVING_CLAUSES,
  ...ANSWERING_CLAUSES,
];

/** @throws what says that the layer does not hold the clause */
export async function hold({ holds }: Clause, makeLayer: MakeLayer): Promise<void> {
  const stages: Stage[] = [];
  try {
    await holds(async (wanted = { absoluteTtlMs: null }) => {
      const stage = await Stage.open(await makeLayer(wanted));
      stages.push(stage);
      return stage;
    });
  } finally {
    for (const stage of stages) await stage[Symbol.asyncDispose]();
  }
}
