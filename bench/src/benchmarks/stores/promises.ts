/**
 * What the stores promise, and whether this run bears it out. A ratio is judged by its 95 % interval, never by its middle
 * alone: where the bound lies within, nothing is decided. Pure.
 */
import { EXIT, type ExitCode } from '../../errors.js';
import { bytes, count, percent } from '../../reporters/figures.js';
import type { Ratio } from '../../stats/ratio.js';
import { compare, type MacroFigures } from './macro/figures.js';
import { type Compared, sizesOf } from './macro/rounds.js';
import { ratioText } from './macro/tables.js';
import type { MemoryFigures } from './memory.js';
import { type ExpiryFigures, GIVEN_BACK } from './memory-expiry.js';
import type { Section } from './page.js';

export type Kept = 'met' | 'not met' | 'undecided';

export interface Judged {
  /** With its bound: `stateless ≥ 1.3 × stateless-blob`. */
  readonly wanted: string;
  readonly measured: string;
  readonly kept: Kept;
}

/** Of requests a second on the read-heavy mix, at every size. */
const THROUGHPUT = [
  { design: 'stateless', baseline: 'stateless-blob', atLeast: 1.3 },
  { design: 'stateless', baseline: 'stateful', atLeast: 0.75 },
] as const satisfies readonly { design: Compared; baseline: Compared; atLeast: number }[];
const MIX = 'read-heavy';
/** Bytes of a session in our memory store, over those in MemoryStore. */
const MEMORY_AT_MOST = 0.5;

/** @param ratio null where it was not measured */
export function judgeAtLeast(ratio: Ratio | null, bound: number): Kept {
  if (ratio === null || ratio.low === null || ratio.high === null) return 'undecided';
  if (ratio.low >= bound) return 'met';
  return ratio.high < bound ? 'not met' : 'undecided';
}

/** One for each promise and size. */
export function throughputPromises(figures: MacroFigures): Judged[] {
  return THROUGHPUT.flatMap(({ design, baseline, atLeast }) =>
    sizesOf(figures.cells.filter(({ mix }) => mix === MIX)).map((items) => {
      const ratio = compare(figures.slices, { mix: MIX, items }, design, baseline)?.throughput ?? null;
      return {
        wanted: `throughput of ${design} ≥ ${atLeast} × ${baseline}, ${MIX}, ${items} ${items === 1 ? 'item' : 'items'}`,
        measured: ratio === null ? 'not measured' : ratioText(ratio),
        kept: judgeAtLeast(ratio, atLeast),
      };
    }),
  );
}

export function memoryPromises({ large, expiry: { ours } }: Pick<MemoryFigures, 'large' | 'expiry'>): Judged[] {
  const full = ours.liveWhenFull === ours.sessions;
  const heldBytes = ours.heapAfterBytes - ours.heapBeforeBytes;
  return [
    {
      wanted: `bytes per session ≤ ${MEMORY_AT_MOST} × MemoryStore’s, at ${count(large.ours.sessions)} sessions`,
      measured: `${large.ratio.toFixed(2)} (${count(large.ours.bytesPerSession)} of ${count(large.naive.bytesPerSession)} bytes)`,
      kept: large.ratio <= MEMORY_AT_MOST ? 'met' : 'not met',
    },
    {
      wanted: `${count(ours.sessions)} sessions past their time: none live, ≤ ${percent(GIVEN_BACK)} of their bytes kept`,
      measured: `${count(ours.liveAfter)} live, ${percent(Math.max(0, ours.heldShare))} kept (${bytes(Math.max(0, heldBytes))})${full ? '' : `; only ${count(ours.liveWhenFull)} lived at once`}`,
      kept: judgeExpiry(ours),
    },
  ];
}

/** Not decided where some had left before the last one came, which says nothing of what all of them leave behind. */
function judgeExpiry({ sessions, liveWhenFull, liveAfter, heldShare }: ExpiryFigures): Kept {
  if (liveAfter !== 0 || heldShare > GIVEN_BACK) return 'not met';
  return liveWhenFull === sessions ? 'met' : 'undecided';
}

/** A promise that is not kept outweighs one that is not decided. Nothing judged is nothing promised. */
export function exitCodeOf(judged: readonly Judged[]): ExitCode {
  if (judged.some(({ kept }) => kept === 'not met')) return EXIT.failed;
  return judged.some(({ kept }) => kept === 'undecided') ? EXIT.unknown : EXIT.pass;
}

const SIGNS: Readonly<Record<Kept, string>> = { met: '✓', 'not met': '✗', undecided: '?' };

export function promisesSection(judged: readonly Judged[]): Section {
  const rows = judged.map(({ wanted, measured, kept }) => [`${SIGNS[kept]} ${kept}`, wanted, measured]);
  const of = (wanted: Kept): number => judged.filter(({ kept }) => kept === wanted).length;
  const undecided =
    of('undecided') === 0 ? '' : ': the bound lies within what the figure varies by; more --rounds decide ratios';
  return {
    title: 'Promises',
    blocks: [
      {
        caption: `${of('met')} met, ${of('not met')} not met, ${of('undecided')} undecided${undecided}`,
        head: ['', 'wanted', 'measured'],
        rows,
        align: ['left', 'left', 'left'],
      },
    ],
  };
}
