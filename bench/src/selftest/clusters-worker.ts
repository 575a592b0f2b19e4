/** A thread that judges some of the simulated clusters, and says each tally as it has it. */
import { parentPort, workerData } from 'node:worker_threads';
import { CLAUSE_NAMES, judgeCluster } from './clusters.js';

for (const seed of workerData as readonly number[]) parentPort?.postMessage(judgeCluster(seed, CLAUSE_NAMES));
