/** What `lab capacity` is told, read strictly: every problem at once, with what was found and what would be right. Pure. */
import { type ErrorCode, LabError } from '../errors.js';
import { DEFAULT_DESIGNS, DESIGN_NAMES, DESIGNS, type DesignName } from '../scenario/designs.js';
import { formatDuration, parseDuration } from '../scenario/duration.js';
import { LIMITS } from '../scenario/schema.js';
import { placeOf } from '../scenario/stores.js';
import { suggest } from '../scenario/suggestion.js';
import type { CapacityArgs } from './arguments.js';

export interface CapacityWanted {
  readonly designs: readonly DesignName[];
  /** The most nodes. */
  readonly nodes: number;
  readonly targetMs: number;
  /** null for as many as usual. */
  readonly rounds: number | null;
  /** null for what leaves the machine room, 0 for none. */
  readonly quotaCores: number | null;
}

const NODES = 4;
const QUICK_NODES = 2;
const MOST_ROUNDS = 100;
/** A health check of the balancer waits so long: a node that takes longer is taken for dead. */
const LONGEST_TARGET_MS = 1000;
const MOST_CORES = 64;
/** Routings that bring a session back to its node. */
const KEEPS_SESSIONS: ReadonlySet<string> = new Set(['cookie', 'modulo', 'consistent']);

/** @throws LabError LAB_DESIGN_UNKNOWN where nothing else is wrong, else LAB_USAGE; it lists all that is wrong */
export function readCapacityArgs(args: CapacityArgs): CapacityWanted {
  const problems: { readonly code: ErrorCode; readonly text: string }[] = [];
  const complain = (text: string, code: ErrorCode = 'LAB_USAGE'): void => void problems.push({ code, text });
  const nodes = numberIn(args.nodes, (n) => Number.isInteger(n) && n >= 1 && n <= LIMITS.nodes);
  if (nodes === null) complain(`--nodes: found "${args.nodes}", expected a whole number from 1 to ${LIMITS.nodes}`);
  const rounds = numberIn(args.rounds, (n) => Number.isInteger(n) && n >= 1 && n <= MOST_ROUNDS);
  if (rounds === null) complain(`--rounds: found "${args.rounds}", expected a whole number from 1 to ${MOST_ROUNDS}`);
  const quota = args.quota === 'none' ? 0 : numberIn(args.quota, (n) => n > 0 && n <= MOST_CORES);
  if (quota === null)
    complain(`--quota: found "${args.quota}", expected cores a node, above 0 and at most ${MOST_CORES}, or none`);
  const targetMs = parseDuration(args.p99);
  if (targetMs === null || targetMs < 1 || targetMs > LONGEST_TARGET_MS) {
    const hint = /^\d+(\.\d+)?$/.test(args.p99) ? `; write ${args.p99}ms` : '';
    complain(
      `--p99: found "${args.p99}", expected a duration from 1 ms to ${formatDuration(LONGEST_TARGET_MS)}, such as 50ms${hint}`,
    );
  }
  const most = nodes ?? (args.quick ? QUICK_NODES : NODES);
  const designs = (args.designs?.split(',') ?? DEFAULT_DESIGNS).flatMap((part) =>
    designIn(part.trim(), most, complain),
  );
  const twice = designs.find((name, index) => designs.indexOf(name) !== index);
  if (twice !== undefined) complain(`--designs: found "${twice}" twice, expected each once`);
  if (problems.length > 0) {
    const code = problems.every((one) => one.code === 'LAB_DESIGN_UNKNOWN') ? 'LAB_DESIGN_UNKNOWN' : 'LAB_USAGE';
    throw new LabError(code, problems.map(({ text }) => text).join('\n'), 'nothing was started');
  }
  return { designs, nodes: most, targetMs: targetMs ?? 0, rounds: rounds ?? null, quotaCores: quota ?? null };
}

function designIn(name: string, nodes: number, complain: (text: string, code?: ErrorCode) => void): DesignName[] {
  const known = DESIGN_NAMES.find((one) => one === name);
  if (known === undefined) {
    complain(`--designs: found "${name}", expected a design; ${suggest(name, DESIGN_NAMES)}`, 'LAB_DESIGN_UNKNOWN');
    return [];
  }
  const design = DESIGNS[known];
  if (nodes > 1 && placeOf(design) === 'node' && !KEEPS_SESSIONS.has(design.routing)) {
    complain(
      `--designs: found "${name}", which loses its sessions without any fault, expected a design that keeps them`,
    );
  }
  return [known];
}

/** @returns undefined when it was not given, null when it is not allowed */
function numberIn(text: string | undefined, allowed: (value: number) => boolean): number | null | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return allowed(value) ? value : null;
}
