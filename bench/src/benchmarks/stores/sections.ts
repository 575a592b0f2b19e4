/** The sections of the benchmark: what each measures, shows and promises. A further one is one entry here. */
import type { RunIdentity } from '../../cluster/registry/identity.js';
import type { Io } from '../../commands/io.js';
import { measureMacro } from './macro/macro.js';
import { macroSeconds, scheduleOf } from './macro/rounds.js';
import { comparisonsOf, gainSection, macroSection } from './macro/tables.js';
import { measureMemory } from './memory.js';
import { renderMemory } from './memory-table.js';
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
  memory: {
    seconds: ({ quick }) => (quick ? 30 : 90),
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
