/** A thread that judges parts of a long trial, whichever is next, and says each judgement as it has it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadTask } from './judge-in-threads.js';
import { judgePart } from './judge-part.js';
import { TrialParts } from './trial-parts.js';

const { trial, turn } = workerData as ThreadTask;
const parts = new TrialParts(trial);
const next = new Int32Array(turn);
for (;;) {
  const place = Atomics.add(next, 0, 1);
  const group = trial.groups[place];
  if (group === undefined) break;
  parentPort?.postMessage({ place, judgement: judgePart(parts.of(group)) });
}
