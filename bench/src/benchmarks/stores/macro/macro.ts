/**
 * The macro-benchmark: real nodes under load, one a design, all designs in one run. From the same visitors, requests and
 * connections follow throughput, latency, CPU and what Redis was asked; ratios are taken within a round only.
 */

import { sessionKeyOf } from '@session-lab/checkout/protocol';
import { parseStats } from '../../../cluster/process/answers.js';
import { getText } from '../../../cluster/process/loopback.js';
import { DESIGNS } from '../../../scenario/designs.js';
import { placeOf } from '../../../scenario/stores.js';
import { createHistogram, type LatencyHistogram } from '../../../stats/histogram.js';
import { type CellFigures, cellKey, cellsOf, type MacroFigures, type NotStorableCell } from './figures.js';
import { measureSlice, type SliceFigures } from './measured-slice.js';
import { keyBytes } from './redis-meter.js';
import { type Compared, type MacroSchedule, mixesOf, type Slice, sizesOf, slicesOf } from './rounds.js';
import { Stage, type StageOptions } from './stage.js';
import { type NotStorable, signInVisitors, type Visitor } from './visitors.js';

export interface MacroOptions extends Omit<StageOptions, 'designs'> {
  readonly schedule: MacroSchedule;
  readonly seed: number;
  /** Visitors, each with a connection and a session of its own. */
  readonly connections: number;
  readonly wallMs: () => number;
  /** Told what is under way. */
  readonly say: (progress: string) => void;
}

type Audience = readonly Visitor[] | NotStorable;

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

/** The visitors of every design at every size, and what their sessions weigh. */
class House {
  readonly #audiences: ReadonlyMap<string, Audience>;
  readonly #bytes: ReadonlyMap<string, number | null>;

  private constructor(audiences: ReadonlyMap<string, Audience>, bytes: ReadonlyMap<string, number | null>) {
    this.#audiences = audiences;
    this.#bytes = bytes;
  }

  static async fill(stage: Stage, { schedule, connections, wallMs }: MacroOptions): Promise<House> {
    const audiences = new Map<string, Audience>();
    const bytes = new Map<string, number | null>();
    for (const design of schedule.designs) {
      for (const items of sizesOf(schedule.cells)) {
        const { port, adminPort } = stage.node(design);
        const heldBefore = await heldBytes(adminPort);
        const name = `${design}-${items}`;
        const audience = await signInVisitors({ port, name, count: connections, items, wallMs, signal: stage.signal });
        audiences.set(name, audience);
        if ('cookieBytes' in audience) continue;
        bytes.set(name, await weigh(stage, design, audience, heldBefore));
      }
    }
    return new House(audiences, bytes);
  }

  storable(design: Compared, items: number): boolean {
    return this.visitors(design, items) !== null;
  }

  /** null where a browser does not keep the cookie of such a session. */
  visitors(design: Compared, items: number): readonly Visitor[] | null {
    const audience = this.#audiences.get(`${design}-${items}`);
    return audience === undefined || 'cookieBytes' in audience ? null : audience;
  }

  sessionBytes(design: Compared, items: number): number | null {
    return this.#bytes.get(`${design}-${items}`) ?? null;
  }

  notStorable(): NotStorableCell[] {
    return [...this.#audiences].flatMap(([name, audience]) => {
      if (!('cookieBytes' in audience)) return [];
      const dash = name.lastIndexOf('-');
      const design = name.slice(0, dash) as Compared;
      return [{ design, items: Number(name.slice(dash + 1)), cookieBytes: audience.cookieBytes }];
    });
  }
}

/** Of one of these sessions: as the node's store says, as Redis says, or the cookie that a browser keeps. */
async function weigh(
  stage: Stage,
  design: Compared,
  visitors: readonly Visitor[],
  heldBefore: number | null,
): Promise<number | null> {
  const place = placeOf(DESIGNS[design]);
  if (place === 'node') {
    const held = await heldBytes(stage.node(design).adminPort);
    return held === null || heldBefore === null ? null : Math.round((held - heldBefore) / visitors.length);
  }
  const [{ sessionCookie } = { sessionCookie: '' }] = visitors;
  if (place === 'jar') return Buffer.byteLength(sessionCookie);
  return keyBytes(stage.redisPort ?? 0, sessionKeyOf(decodeURIComponent(sessionCookie)));
}

async function heldBytes(adminPort: number): Promise<number | null> {
  return parseStats(await getText(adminPort, '/stats')).sessionBytes;
}
