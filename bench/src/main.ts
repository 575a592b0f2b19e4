/** The lab's entry: the process lives for one command. */
import { LAB } from './commands/arguments.js';
import { live } from './commands/life.js';
import { runProgram } from './commands/program.js';

await live(runProgram, LAB);
