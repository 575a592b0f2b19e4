/** What flags change of a scenario, checked by the same rules as a file. Pure. */
import type { Decoded } from './decode.js';
import { DESIGN_NAMES, designNamed } from './designs.js';
import { formatDuration, parseDuration } from './duration.js';
import { showPath } from './issues.js';
import { COMMAND_LINE } from './problems.js';
import { checkRules, type Finding, type Setting } from './rules.js';
import type { Design, Problem, Scenario } from './scenario.js';
import { LIMITS } from './schema.js';
import { suggest } from './suggestion.js';

/** What each flag changes. */
const FLAGS = {
  designs: 'designs',
  nodes: 'cluster.nodes',
  rate: 'load.rate',
  duration: 'load.duration',
} as const satisfies Record<string, Setting>;
type Flag = keyof typeof FLAGS;

/** Texts as they were typed; absent ones change nothing. */
export type Overrides = { readonly [flag in Flag]?: string | undefined };

/** @returns the changed scenario; it expects nothing of designs that it no longer has */
export function applyOverrides(scenario: Scenario, overrides: Overrides): Decoded {
  const problems: Problem[] = [];
  const complain = (flag: Flag, message: string, hint: string | null) =>
    problems.push({ file: COMMAND_LINE, line: 1, column: 1, path: `--${flag}`, message, hint });

  const designs = overrides.designs === undefined ? scenario.designs : readDesigns(overrides.designs, complain);
  const nodes = readNumber(overrides.nodes, (n) => Number.isInteger(n) && n >= 1 && n <= LIMITS.nodes);
  if (nodes === null) complain('nodes', found(overrides.nodes, `a whole number from 1 to ${LIMITS.nodes}`), null);
  const rate = readNumber(overrides.rate, (n) => n > 0 && n <= LIMITS.ratePerSecond);
  if (rate === null) {
    complain('rate', found(overrides.rate, `requests per second, above 0 and at most ${LIMITS.ratePerSecond}`), null);
  }
  const durationMs = overrides.duration === undefined ? undefined : readDuration(overrides.duration, complain);
  if (problems.length > 0) return { problems };

  const names = new Set(designs.map(({ name }) => name));
  const changed: Scenario = {
    ...scenario,
    designs,
    cluster: { ...scenario.cluster, nodes: nodes ?? scenario.cluster.nodes },
    load: {
      ...scenario.load,
      ratePerSecond: rate ?? scenario.load.ratePerSecond,
      durationMs: durationMs ?? scenario.load.durationMs,
    },
    expect: Object.fromEntries(Object.entries(scenario.expect).filter(([name]) => names.has(name))),
  };
  // The file alone keeps every rule: whatever is broken now, a flag broke.
  for (const broken of checkRules(changed)) {
    complain(blame(broken, overrides), `${scenario.name}: ${showPath(broken.path)}: ${broken.message}`, broken.hint);
  }
  return problems.length > 0 ? { problems } : { ok: changed };
}

const UNKNOWN_DESIGN = 'unknown design';

export function isUnknownDesign({ file, message }: Problem): boolean {
  return file === COMMAND_LINE && message.startsWith(UNKNOWN_DESIGN);
}

type Complain = (flag: Flag, message: string, hint: string | null) => void;

function readDesigns(text: string, complain: Complain): Design[] {
  return text.split(',').flatMap((part) => {
    const name = part.trim();
    const design = designNamed(name);
    if (design !== null) return [design];
    complain('designs', `${UNKNOWN_DESIGN} "${name}"`, suggest(name, DESIGN_NAMES));
    return [];
  });
}

/** @returns undefined when it was not given, null when it is not allowed */
function readNumber(text: string | undefined, allowed: (n: number) => boolean): number | null | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return allowed(value) ? value : null;
}

function readDuration(text: string, complain: Complain): number | undefined {
  const ms = parseDuration(text);
  if (ms !== null && ms >= 1000 && ms <= LIMITS.durationMs) return ms;
  const hint = /^\d+(\.\d+)?$/.test(text) ? `write "${text} s" or ${text}s` : 'such as 20s or "2 min"';
  complain('duration', found(text, `a duration from 1 s to ${formatDuration(LIMITS.durationMs)}`), hint);
  return undefined;
}

function found(text: string | undefined, expected: string): string {
  return `found "${text}", expected ${expected}`;
}

function blame({ involves }: Finding, overrides: Overrides): Flag {
  const given = (Object.keys(FLAGS) as Flag[]).filter((flag) => overrides[flag] !== undefined);
  return given.find((flag) => involves.includes(FLAGS[flag])) ?? given[0] ?? 'duration';
}
