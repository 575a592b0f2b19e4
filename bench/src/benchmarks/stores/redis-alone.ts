/** A Redis that serves one section of the benchmark, from its start to its end. */
import { deathError } from '../../cluster/process/deaths.js';
import { Launcher } from '../../cluster/process/launcher.js';
import { systemProcessTable } from '../../cluster/registry/process-table.js';
import { deathsKnown, READY_WITHIN_MS, startRedis } from './macro/stage.js';
import type { SectionContext } from './sections.js';

/**
 * @param use the signal fires when the person interrupts, or when that Redis ends by itself
 * @throws what `use` throws; LabError LAB_PROCESS_DIED, LAB_NOT_READY, LAB_INTERRUPTED
 */
export async function withRedisAlone<Result>(
  { io, run, logDir, redisServer }: SectionContext,
  use: (redisUrl: string, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const died = new AbortController();
  const signal = AbortSignal.any([io.signal, died.signal]);
  const launcher = new Launcher(run, systemProcessTable(io.platform), logDir, io.nowUs, (child) =>
    died.abort(deathError(child.name, child.end ?? 'unknown', child.lastLines(), child.logFile)),
  );
  io.hardStop.addEventListener('abort', () => launcher.killAll());
  try {
    const port = await startRedis(launcher, redisServer, { deadlineMs: READY_WITHIN_MS, signal });
    return await use(`redis://127.0.0.1:${port}`, signal);
  } catch (error) {
    // What its users see of its death is not the news.
    await deathsKnown(launcher);
    if (died.signal.aborted) throw died.signal.reason;
    throw error;
  } finally {
    await launcher.close();
  }
}
