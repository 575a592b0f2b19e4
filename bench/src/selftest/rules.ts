/**
 * The counting rules against simulated clusters of known truth: they misjudge no birth, and without any one of their
 * clauses they would.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { CLAUSES, WITHOUT } from '../checkers/clauses.js';
import { LabError } from '../errors.js';
import { addTallies, CLAUSE_NAMES, type Kinds, NO_CLUSTERS, type Tally } from './clusters.js';
import { atLeast, exactly, type Truth } from './truth.js';

/** The built program, by the package's own exports: found from the sources, too, when tests run them. */
const WORKER = createRequire(import.meta.url).resolve('@session-lab/bench/clusters-worker');

const CLUSTERS = 2000;
const QUICK_CLUSTERS = 200;
/** Clusters that show what the rarest clauses are good for; each is needed by one birth in ten thousand. */
const RARE_SEEDS = [707];
/** Of the births, at most so many may be undecided: no record can tell of them, and the verdict says so. */
const UNDECIDED_SHARE = 0.03;
const KINDS_SHOWN = 2;

/** Of the simulated clusters: each draws its own trial, mishaps and shoppers. */
export function clusterSeeds(quick: boolean): number[] {
  const seeds = Array.from({ length: quick ? QUICK_CLUSTERS : CLUSTERS }, (_, i) => i + 1);
  return [...new Set([...seeds, ...RARE_SEEDS])];
}

/**
 * Judges them all in threads of their own.
 *
 * @throws LabError LAB_INTERRUPTED
 */
export async function tallyClusters(seeds: readonly number[], threads: number, signal: AbortSignal): Promise<Tally> {
  const shares = Array.from({ length: threads }, (_, i) => seeds.filter((_seed, at) => at % threads === i));
  const tallies = await Promise.all(shares.map((share) => tallyShare(share, signal)));
  return tallies.reduce(addTallies, NO_CLUSTERS);
}

function tallyShare(seeds: readonly number[], signal: AbortSignal): Promise<Tally> {
  return new Promise((resolve, reject) => {
    let tally = NO_CLUSTERS;
    const worker = new Worker(WORKER, { workerData: seeds });
    const stop = (): void => void worker.terminate();
    signal.addEventListener('abort', stop);
    worker.on('message', (one: Tally) => {
      tally = addTallies(tally, one);
    });
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(new LabError('LAB_INTERRUPTED', 'interrupted'));
      else resolve(tally);
    });
  });
}

export function ruleTruths({ births, misjudged, undecided }: Tally): Truth[] {
  const bound = Math.floor(births * UNDECIDED_SHARE);
  return [
    exactly(`of ${births.toLocaleString('en-US')} births, misjudged`, 0, misjudged),
    {
      claim: 'undecided: no record can tell, and the verdict says so',
      wanted: `≤ ${bound.toLocaleString('en-US')}`,
      measured: undecided.toLocaleString('en-US'),
      verdict: undecided <= bound ? 'ok' : 'wrong',
      note: null,
    },
  ];
}

/** A clause without which nothing is misjudged would be good for nothing. */
export function clauseTruths({ without }: Tally): Truth[] {
  return CLAUSE_NAMES.map((clause) => {
    const kinds = without[clause] ?? {};
    const misjudged = Object.values(kinds).reduce((sum, births) => sum + births, 0);
    return atLeast(CLAUSES[clause], 1, misjudged, `without it ${WITHOUT[clause]}: ${mostOf(kinds)}`);
  });
}

/** The most frequent ones: `380 intact called misrouted, 22 completed called misrouted and 3 others`. */
function mostOf(kinds: Kinds): string {
  const sorted = Object.entries(kinds).sort(([, a], [, b]) => b - a);
  const shown = sorted.slice(0, KINDS_SHOWN).map(([kind, births]) => `${births} ${kind}`);
  const others = sorted.slice(KINDS_SHOWN).reduce((sum, [, births]) => sum + births, 0);
  if (shown.length === 0) return 'not one was met';
  return `${shown.join(', ')}${others === 0 ? '' : ` and ${others} more`}`;
}
