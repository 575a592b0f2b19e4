/** The generator's process: a fresh one for each trial, driven by messages; it ends when the lab is gone. */
import { constants, setPriority } from 'node:os';
import { HistoryWriter } from '../history/writer.js';
import { outlinePlan } from '../plan/plan.js';
import { Alarm } from './alarm.js';
import { partOf } from './arrivals.js';
import { monotonicUs } from './clock.js';
import { Generator } from './generator.js';
import type { FromGenerator, ToGenerator } from './messages.js';

const PROGRESS_MS = 250;
/** Before the cluster's processes, where the system allows it: on its own machine it would not wait for them either. */
const PRIORITY = -10;

/** The wall clock as it stood at the start: if somebody sets it meanwhile, no cookie expires by that. */
const EPOCH_MS = Date.now() - monotonicUs() / 1000;

let writer: HistoryWriter | null = null;
let generator: Generator | null = null;

const say = (message: FromGenerator): void => {
  process.send?.(message);
};

try {
  setPriority(PRIORITY);
} catch {
  // Only some users may; the lag that every operation records tells what it would have saved.
}

// The log is for people; by its exit code the lab tells a full disk from a bug.
process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
  process.stderr.write(`${error.stack ?? String(error)}\n`);
  process.exit(error.code === 'ENOSPC' ? constants.errno.ENOSPC : 1);
});
process.on('disconnect', () => process.exit(0));
// The lab decides when to stop; a Ctrl-C reaches every process of the terminal, and so does its closing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('message', (message: ToGenerator) => {
  void obey(message);
});
say({ type: 'listening' });

async function obey(message: ToGenerator): Promise<void> {
  switch (message.type) {
    case 'prepare': {
      const { load, seed, block, origin, part, maxConnections, file } = message;
      const plan = outlinePlan(load, seed, block);
      const history = new HistoryWriter(file);
      writer = history;
      generator = new Generator({
        arrivals: partOf(plan, part),
        seed,
        block,
        origin,
        durationMs: load.durationMs,
        timeoutMs: load.timeoutMs,
        record: (record) => history.append(record),
        nowUs: monotonicUs,
        clockMs: () => EPOCH_MS + monotonicUs() / 1000,
        maxConnections,
        alarm: new Alarm(),
      });
      say({ type: 'prepared', shoppers: plan.arrivalsUs.length, operations: plan.operations, planHash: plan.hash });
      return;
    }
    case 'start': {
      if (generator === null) throw new Error('start before prepare');
      const running = generator;
      const before = process.cpuUsage();
      const timer = setInterval(() => say({ type: 'progress', progress: running.progress() }), PROGRESS_MS);
      await running.run(message.loadStartUs);
      clearInterval(timer);
      const cpu = process.cpuUsage(before);
      writer?.flush();
      say({
        type: 'loadDone',
        progress: running.progress(),
        cpuSeconds: (cpu.user + cpu.system) / 1e6,
        connections: running.connections(),
      });
      return;
    }
    case 'stop':
      generator?.stop();
      return;
    case 'cookies':
      say({ type: 'cookies', cookies: generator?.cookies() ?? [] });
      return;
    case 'finalReads':
      await generator?.finalReads();
      writer?.flush();
      say({ type: 'finalReadsDone' });
      return;
    case 'close':
      writer?.[Symbol.dispose]();
      say({ type: 'closed' });
      process.disconnect();
  }
}
