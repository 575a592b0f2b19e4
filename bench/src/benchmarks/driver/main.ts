/** The entry of `npm run bench:driver`: the process lives for one benchmark. */
import { live } from '../../commands/life.js';
import { BENCH_DRIVER, runDriverProgram } from './program.js';

await live(runDriverProgram, BENCH_DRIVER);
