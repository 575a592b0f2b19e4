/** The sections of the benchmark: what each measures, shows and promises. A further one is one entry here. */
import type { RunIdentity } from '../../cluster/registry/identity.js';
import type { Io } from '../../commands/io.js';
import { measureLadder } from './ladder.js';
import { RUNG_NAMES } from './ladder-rungs.js';
import { renderLadder } from './ladder-table.js';
import { measureMacro } from './macro/macro.js';
import { macroSeconds, scheduleOf } from './macro/rounds.js';
import { comparisonsOf, gainSection, macroSection } from './macro/tables.js';
import { measureMemory } from './memory.js';
import { renderMemory } from './memory-table.js';
import { measureOperations } from './operations.js';
import { renderOperations } from './operations-table.js';
import type { Section } from './page.js';
import type { BenchmarkArgs } from './program.js';
import { type Judged, memoryPromises, throughputPromises } from './promises.js';
import { withRedisAlone } from './redis-alone.js';
import type { SectionName } from './section-names.js';

export interface SectionContext {
  readonly args: BenchmarkArgs;
  readonly io: Io;
  readonly redisServer: string;
  /** Whose processes are started. */
  readonly run: RunIdentity;
  readonly logDir: string;
  readonly say: (progress: string) => void;
}

export interface Measured {
  /** For JSON; units are in the names. */
  readonly figures: object;
  readonly pages: readonly Section[];
  readonly promises: readonly Judged[];
}

interface SectionBody {
  /** About how long it takes. */
  readonly seconds: (args: BenchmarkArgs) => number;
  /** @throws LabError; whatever it started is gone then */
  readonly measure: (context: SectionContext) => Promise<Measured>;
}

interface LadderSchedule {
  readonly rounds: number;
  readonly sliceMs: number;
  readonly warmUpMs: number;
}

/** Shorter than it is by itself: all sections together shall not take longer than people wait. */
function ladderScheduleOf(quick: boolean): LadderSchedule {
  return quick ? { rounds: 3, sliceMs: 200, warmUpMs: 300 } : { rounds: 6, sliceMs: 500, warmUpMs: 600 };
}

function ladderSeconds({ rounds, sliceMs, warmUpMs }: LadderSchedule): number {
  const startMs = 300;
  return (RUNG_NAMES.length * (startMs + warmUpMs + rounds * sliceMs)) / 1000;
}

export const SECTIONS: Readonly<Record<SectionName, SectionBody>> = {
  macro: {
    seconds: ({ quick, rounds }) => macroSeconds(scheduleOf(quick, rounds)),
    measure: async ({ args, io, ...rest }) => {
      const schedule = scheduleOf(args.quick, args.rounds);
      const figures = await measureMacro({
        ...rest,
        schedule,
        seed: args.seed,
        connections: args.connections,
        itemBytes: args.itemBytes,
        platform: io.platform,
        nowUs: io.nowUs,
        wallMs: () => io.wallClock().getTime(),
        signal: io.signal,
        hardStop: io.hardStop,
      });
      return {
        figures: { ...figures, comparisons: comparisonsOf(figures) },
        pages: [macroSection(figures), gainSection(figures)],
        promises: throughputPromises(figures),
      };
    },
  },
  operations: {
    seconds: ({ quick }) => (quick ? 6 : 38),
    measure: async (context) => {
      const { say, args } = context;
      const { quick, seed } = args;
      const figures = await withRedisAlone(context, (redisUrl, signal) =>
        measureOperations({ quick, seed, redisUrl, signal, say }),
      );
      const title = 'The stores alone, without HTTP';
      return { figures, pages: [{ title, blocks: [{ lines: renderOperations(figures) }] }], promises: [] };
    },
  },
  ladder: {
    seconds: ({ quick }) => ladderSeconds(ladderScheduleOf(quick)),
    measure: async (context) => {
      const { say, args } = context;
      const { quick, seed } = args;
      const figures = await withRedisAlone(context, (redisUrl, signal) =>
        measureLadder({ quick, seed, redisUrl, signal, say, ...ladderScheduleOf(quick) }),
      );
      const title = 'The session layer, by one thing more at a time';
      return { figures, pages: [{ title, blocks: [{ lines: renderLadder(figures) }] }], promises: [] };
    },
  },
  memory: {
    seconds: ({ quick }) => (quick ? 45 : 212),
    measure: async (context) => {
      context.say('weighing sessions');
      const { quick } = context.args;
      const figures = await withRedisAlone(context, (redisUrl, signal) => measureMemory({ quick, redisUrl, signal }));
      return {
        figures,
        pages: [{ title: 'Memory', blocks: [{ lines: renderMemory(figures) }] }],
        promises: memoryPromises(figures),
      };
    },
  },
};
