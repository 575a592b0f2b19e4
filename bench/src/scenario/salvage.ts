/**
 * The sound part of a scenario file that has problems of form, so that problems of meaning in it are listed in the same
 * breath. Pure.
 */
import type { z } from 'zod';
import type { Path } from './document.js';
import type { Finding } from './rules.js';

export interface Salvage {
  /** Has the broken parts left out; whole faults and all designs where one is broken. */
  readonly value: unknown;
  /** A finding in terms of the file; null when it stands on a part that is broken itself. */
  restore(finding: Finding): Finding | null;
}

/** @param value plain data without cycles */
export function salvage(value: unknown, issues: readonly z.core.$ZodIssue[]): Salvage {
  const sound = JSON.parse(JSON.stringify(value)) as unknown;
  const broken: Path[] = [];
  const brokenFaults = new Set<number>();
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) remove(sound, [...issue.path, key]);
      continue;
    }
    broken.push(issue.path);
    const [section, index] = issue.path;
    if (section === 'faults' && typeof index === 'number') brokenFaults.add(index);
    else remove(sound, section === 'designs' ? ['designs'] : issue.path);
  }
  // The only key without a default; what it says matters to no rule.
  if (isRecord(sound) && !Object.hasOwn(sound, 'question')) sound['question'] = 'missing';
  const kept: number[] = [];
  if (isRecord(sound) && Array.isArray(sound['faults'])) {
    sound['faults'] = sound['faults'].filter((_, index) => {
      if (!brokenFaults.has(index)) kept.push(index);
      return !brokenFaults.has(index);
    });
  }
  return {
    value: sound,
    restore(finding) {
      if (finding.involves.some((setting) => broken.some((path) => overlaps(setting.split('.'), path)))) return null;
      const [section, index, ...rest] = finding.path;
      if (section !== 'faults' || typeof index !== 'number') return finding;
      return { ...finding, path: ['faults', kept[index] ?? index, ...rest] };
    },
  };
}

/** One of the two contains the other. */
function overlaps(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((part, index) => part === b[index]);
}

function remove(value: unknown, path: Path): void {
  let parent = value;
  for (const part of path.slice(0, -1)) parent = isRecord(parent) ? parent[String(part)] : undefined;
  const last = path.at(-1);
  if (isRecord(parent) && last !== undefined) delete parent[String(last)];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
