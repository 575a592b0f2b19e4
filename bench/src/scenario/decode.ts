/** From the bytes of a scenario file to a {@link Scenario}, or to all of its problems at once. Pure. */
import type { z } from 'zod';
import { DESIGN_NAMES, designNamed } from './designs.js';
import { type ParsedDocument, type Path, parseScenarioText } from './document.js';
import { checkRules } from './rules.js';
import type { Design, FaultSpec, Problem, Scenario } from './scenario.js';
import { A_DURATION, FAULT_NAMES, METRIC_NAMES, type ScenarioFile, scenarioSchema } from './schema.js';
import { decodeSource } from './source.js';
import { suggest } from './suggestion.js';

export type Decoded = { readonly ok: Scenario } | { readonly problems: readonly Problem[] };

/** Shown in lists and used in folder names. */
const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * @param name the file's name without its ending: the name of the scenario
 * @param file what problems call the file
 */
export function decodeScenario(name: string, file: string, bytes: Uint8Array): Decoded {
  const problems: Problem[] = [];
  if (!NAME_PATTERN.test(name)) {
    const message = `"${name}" is no name for a scenario`;
    problems.push({ file, line: 1, column: 1, path: '', message, hint: 'lower-case letters, digits and hyphens' });
  }
  const source = decodeSource(bytes);
  if ('message' in source) return { problems: [...problems, { file, path: '', ...source }] };
  const parsed = parseScenarioText(source.text);
  if ('problems' in parsed) {
    return { problems: [...problems, ...parsed.problems.map((problem) => ({ file, path: '', ...problem }))] };
  }
  const decoded = scenarioSchema.safeParse(parsed.value);
  if (!decoded.success) {
    const issues = decoded.error.issues.flatMap((issue) => describe(issue, parsed, file));
    return { problems: sorted([...problems, ...issues]) };
  }
  const scenario = toScenario(name, decoded.data);
  for (const { path, message, hint } of checkRules(scenario)) {
    problems.push({ file, ...parsed.locate(path, 'value'), path: showPath(path), message, hint });
  }
  return problems.length > 0 ? { problems: sorted(problems) } : { ok: scenario };
}

function toScenario(name: string, file: ScenarioFile): Scenario {
  const { cluster, load } = file;
  return {
    name,
    question: file.question,
    designs: file.designs.map((design) => designNamed(design) as Design),
    cluster: {
      nodes: cluster.nodes,
      idleTtlMs: cluster.idleTtl,
      port: cluster.port ?? null,
      paymentDelayMs: cluster.paymentDelay,
    },
    load: {
      ratePerSecond: load.rate,
      durationMs: load.duration,
      warmUpMs: load.warmUp,
      thinkMs: load.think,
      handOffShare: load.handOff,
      signOutShare: load.signOut,
      heartbeats: load.heartbeats,
      startOverShare: load.startOver,
      timeoutMs: load.timeout,
    },
    faults: file.faults.map(toFault),
    settleMs: file.settle,
    expect: file.expect,
  };
}

function toFault(fault: ScenarioFile['faults'][number]): FaultSpec {
  const { at: atMs, ...rest } = fault;
  if (!('for' in rest)) return { ...rest, atMs };
  const { for: forMs, ...named } = rest;
  return { ...named, atMs, forMs };
}

function describe(issue: z.core.$ZodIssue, document: ParsedDocument, file: string): Problem[] {
  const problem = (path: Path, what: 'key' | 'value', message: string, hint: string | null): Problem => ({
    file,
    ...document.locate(path, what),
    path: showPath(path),
    message,
    hint,
  });
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path);
    return issue.keys.map((key) => problem([...issue.path, key], 'key', 'unknown key', suggest(key, known)));
  }
  // An unknown fault is reported at its name; a fault that is no map, at itself.
  const value = valueAt(document.value, issue.path);
  if (issue.path[0] === 'faults' && issue.code === 'invalid_union' && isMap(value)) {
    return describe(
      { ...issue, code: 'custom', path: [...issue.path, 'fault'], message: 'a known fault' },
      document,
      file,
    );
  }
  const found = value === undefined ? 'missing' : `found ${show(value)}`;
  return [problem(issue.path, 'value', `${found}, expected ${issue.message}`, hintFor(issue.message, value))];
}

function hintFor(expected: string, value: unknown): string | null {
  if (expected === A_DURATION) {
    if (typeof value === 'number' && value >= 0) return `write "${value} s" or "${value} ms"`;
    return 'such as 500 ms, 6 s or 15 min';
  }
  if (expected === 'a known fault') return suggestFor(value, FAULT_NAMES);
  if (expected === 'a known design') return suggestFor(value, DESIGN_NAMES);
  if (expected === 'a list of designs' && typeof value === 'string') return `write [${value}]`;
  return null;
}

function suggestFor(value: unknown, known: readonly string[]): string {
  return suggest(typeof value === 'string' ? value : '', known);
}

/** Keys that a map at the path may have, for suggestions. */
function keysAt(path: Path): readonly string[] {
  const [section] = path;
  if (section === undefined) return Object.keys(scenarioSchema.shape);
  if (section === 'cluster' || section === 'load') return Object.keys(scenarioSchema.shape[section].unwrap().shape);
  return section === 'expect' ? METRIC_NAMES : ['fault', 'at', 'node', 'for'];
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part)
        ? (inner as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in a few characters. */
function show(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a map';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

/** `faults[0].at` */
export function showPath(path: Path): string {
  return path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part).slice(0, 40)}`,
    )
    .join('');
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}
