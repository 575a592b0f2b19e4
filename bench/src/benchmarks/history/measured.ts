/** The process that is measured: `lab check` of one run, and what it took. */
import { resourceUsage } from 'node:process';
import { checkCommand } from '../../commands/check.js';
import { live } from '../../commands/life.js';

/** What it took, on the last line of standard output. */
export interface Taken {
  readonly seconds: number;
  /** Of all threads, start-up included. */
  readonly cpuSeconds: number;
  /** Of the whole process, at its peak. */
  readonly rssPeakBytes: number;
}

await live(async ([run = ''], io) => {
  const fromUs = io.nowUs();
  const exitCode = await checkCommand({ run }, io);
  const seconds = (io.nowUs() - fromUs) / 1e6;
  const { userCPUTime, systemCPUTime, maxRSS } = resourceUsage();
  const taken: Taken = { seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, rssPeakBytes: maxRSS * 1024 };
  io.stdout(`${JSON.stringify(taken)}\n`);
  return exitCode;
}, 'bench:history');
