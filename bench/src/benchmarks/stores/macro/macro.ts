/**
 * The macro-benchmark: real nodes under load, one a design, all designs in one run. From the same visitors, requests and
 * connections follow throughput, latency, CPU and what Redis was asked; ratios are taken within a round only.
 */
import { createHistogram, type LatencyHistogram } from '../../../stats/histogram.js';
import type { Visitor } from '../../closed-loop/visitors.js';
import { type CellFigures, cellKey, cellsOf, type MacroFigures } from './figures.js';
import { House } from './house.js';
import { measureSlice, type SliceFigures } from './measured-slice.js';
import { type MacroSchedule, mixesOf, type Slice, sizesOf, slicesOf } from './rounds.js';
import { Stage, type StageOptions } from './stage.js';

export interface MacroOptions extends Omit<StageOptions, 'designs'> {
  readonly schedule: MacroSchedule;
  readonly seed: number;
  /** Visitors, each with a connection and a session of its own. */
  readonly connections: number;
  readonly wallMs: () => number;
  /** Told what is under way. */
  readonly say: (progress: string) => void;
}

/** @throws LabError LAB_MEASUREMENT_VOID, LAB_PROCESS_DIED, LAB_NOT_READY, LAB_INTERRUPTED; nothing is left running */
export async function measureMacro(options: MacroOptions): Promise<MacroFigures> {
  const { schedule, say } = options;
  await using stage = await Stage.start({ ...options, designs: schedule.designs });
  try {
    return await measureOn(stage, options);
  } catch (error) {
    // What a dead process or a Ctrl-C makes of the requests under way is not the news.
    await stage.blameDeaths();
    throw error;
  } finally {
    say('');
  }
}

async function measureOn(stage: Stage, options: MacroOptions): Promise<MacroFigures> {
  const { schedule, seed, nowUs, say, connections, itemBytes } = options;
  say('signing visitors in');
  const house = await House.fill(stage, options);
  const measure = (slice: Slice, visitors: readonly Visitor[], durationMs: number) =>
    measureSlice(slice, { stage, visitors, durationMs, nowUs });
  say('warming up');
  for (const design of schedule.designs) {
    for (const mix of mixesOf(schedule.cells)) {
      const [items = 1] = sizesOf(schedule.cells)
        .filter((size) => house.storable(design, size))
        .slice(-1);
      const visitors = house.visitors(design, items);
      if (visitors !== null) await measure({ design, mix, items, round: 0 }, visitors, schedule.warmUpMs);
    }
  }
  const slices: SliceFigures[] = [];
  const latencies = new Map<string, LatencyHistogram>();
  for (const slice of slicesOf(schedule, seed)) {
    const visitors = house.visitors(slice.design, slice.items);
    if (visitors === null) continue;
    say(`round ${slice.round} of ${schedule.rounds} · ${slice.mix}, ${slice.items} items · ${slice.design}`);
    const { figures, latency } = await measure(slice, visitors, schedule.sliceMs);
    slices.push(figures);
    const key = cellKey(slice);
    const merged = latencies.get(key) ?? createHistogram();
    merged.add(latency);
    latencies.set(key, merged);
  }
  await house.weighAfterLoad(stage);
  const cells: CellFigures[] = cellsOf(slices, latencies, (design, items) => house.sessionBytes(design, items));
  return {
    connections,
    itemBytes,
    sliceMs: schedule.sliceMs,
    rounds: schedule.rounds,
    cells,
    notStorable: house.notStorable(),
    slices,
  };
}
