/** What is wrong with the form of a scenario file, in words: what was found, what would be right. Pure. */
import type { z } from 'zod';
import { DESIGN_NAMES } from './designs.js';
import type { ParsedDocument, Path } from './document.js';
import type { Problem } from './scenario.js';
import { A_DURATION, FAULT_NAMES, faultKeys, METRIC_NAMES, scenarioSchema } from './schema.js';
import { nearest, suggest } from './suggestion.js';

type Issue = z.core.$ZodIssue;

export function describeIssues(issues: readonly Issue[], document: ParsedDocument, file: string): Problem[] {
  const misspelt = new Set(issues.flatMap((issue) => meantPaths(issue, document.value)));
  return issues.flatMap((issue) => {
    // A misspelt key is one problem, not two: that the right one is missing goes without saying.
    const isMissing = valueAt(document.value, issue.path) === undefined;
    return isMissing && misspelt.has(showPath(issue.path)) ? [] : describe(issue, document, file);
  });
}

/** Paths that the unknown keys of an issue were probably meant to be. */
function meantPaths(issue: Issue, value: unknown): string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  return issue.keys.flatMap((key) => {
    const meant = nearest(key, keysAt(issue.path, value));
    return meant === null ? [] : [showPath([...issue.path, meant])];
  });
}

function describe(issue: Issue, document: ParsedDocument, file: string): Problem[] {
  const problem = (path: Path, what: 'key' | 'value', message: string, hint: string | null): Problem => ({
    file,
    ...document.locate(path, what),
    path: showPath(path),
    message,
    hint,
  });
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path, document.value);
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

/** Keys that the map at the path may have, for suggestions. */
function keysAt(path: Path, value: unknown): readonly string[] {
  const [section] = path;
  if (section === undefined) return Object.keys(scenarioSchema.shape);
  if (section === 'cluster' || section === 'load') return Object.keys(scenarioSchema.shape[section].unwrap().shape);
  return section === 'expect' ? METRIC_NAMES : (faultKeys(valueAt(value, [...path, 'fault'])) ?? ['fault', 'at']);
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
