/** The entry of `npm run bench:stores`: the process lives for one benchmark. */
import { live } from '../../commands/life.js';
import { BENCH_STORES, runBenchmarkProgram } from './program.js';

await live(runBenchmarkProgram, BENCH_STORES);
