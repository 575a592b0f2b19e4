/** Judges a long trial on several cores: its parts have nothing to do with each other. */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { TrialRecord } from '../history/trial.js';
import { type PartJudgement, PartsAdded } from './added.js';
import { judge, judgementOf } from './judge.js';
import type { Judgement } from './judgement.js';
import { numberOfParts } from './parts.js';
import { SharedTrial } from './shared-trial.js';
import type { WrittenTrial } from './trial-parts.js';

/** The built program, by the package's own exports: found from the sources, too, when tests run them. */
const WORKER = createRequire(import.meta.url).resolve('@session-lab/bench/parts-worker');

/** Each takes some tens of megabytes. */
const MOST_THREADS = 4;
/** Below so many operations a thread takes longer to start than it saves. */
const WORTH_IT = 150_000;
/**
 * Bounds of a thread's heap: without them its garbage is left lying until there are some hundred megabytes of it. What an
 * operation takes while its part is judged is less than half of this.
 */
const HEAP = { youngMegabytes: 32, oldMegabytes: 64, oldMegabytesAnOperation: 8e-3 } as const;

/** What a thread is given. */
export interface ThreadTask {
  readonly trial: WrittenTrial;
  /** An Int32: the next group of parts. */
  readonly turn: SharedArrayBuffer;
}

/** What it says of each group. */
interface Judged {
  readonly place: number;
  readonly judgement: PartJudgement;
}

/**
 * The same as {@link judge}.
 *
 * @param worthIt a trial of fewer operations is judged here
 */
export async function judgeInThreads(
  trial: TrialRecord,
  threads = Math.min(MOST_THREADS, availableParallelism()),
  worthIt = WORTH_IT,
): Promise<Judgement> {
  const parts = numberOfParts(trial);
  if (threads < 2 || parts < 2 || trial.operations.length < worthIt) return judge(trial);
  using shared = new SharedTrial(trial, parts);
  const inOrder = new InOrder();
  const task: ThreadTask = { trial: shared.written, turn: new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT) };
  const resourceLimits = {
    maxYoungGenerationSizeMb: HEAP.youngMegabytes,
    maxOldGenerationSizeMb: HEAP.oldMegabytes + largestGroup(shared.written) * HEAP.oldMegabytesAnOperation,
  };
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(WORKER, {
      workerData: task,
      resourceLimits,
    });
    worker.on('message', (judged: Judged) => inOrder.add(judged));
    return worker;
  });
  try {
    // It rejects with what a thread failed of.
    await Promise.all(workers.map((worker) => once(worker, 'exit')));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return judgementOf(trial, inOrder.whole(shared.written.groups.length));
}

/** In operations. */
function largestGroup({ groups, operations }: WrittenTrial): number {
  return groups
    .map((group) => group.reduce((sum, part) => sum + (operations.shares[part]?.length ?? 0), 0))
    .reduce((most, sum) => Math.max(most, sum), 0);
}

/** Adds up the groups in their order, whichever is judged first: so it is the same each time. */
class InOrder {
  readonly #added = new PartsAdded();
  readonly #early = new Map<number, PartJudgement>();
  #next = 0;

  add({ place, judgement }: Judged): void {
    this.#early.set(place, judgement);
    for (let part = this.#early.get(this.#next); part !== undefined; part = this.#early.get(this.#next)) {
      this.#added.add(part);
      this.#early.delete(this.#next);
      this.#next += 1;
    }
  }

  /**
   * @param groups that there are
   * @throws Error where one was not judged: a judgement of some of them is none
   */
  whole(groups: number): PartJudgement {
    if (this.#next !== groups) throw new Error(`${this.#next} of ${groups} parts were judged`);
    return this.#added.whole();
  }
}
