/** The shape of a manifest that was read: whoever changed it by hand is told where, what was found and what was expected. */
import { z } from 'zod';
import type { NoiseFloor } from '../analysis/findings.js';
import type { Manifest } from '../analysis/manifest.js';
import { LabError } from '../errors.js';
import { found } from '../history/fields.js';

export const MANIFEST_FORMAT = 1;

const byName = <T extends z.ZodType>(value: T) => z.record(z.string(), value);

/** What a later version adds beside is no error. */
const manifestSchema = z.looseObject({
  format: z.literal(MANIFEST_FORMAT),
  lab: z.string(),
  commit: z.string().nullable(),
  seed: z.number(),
  blocks: z.int().positive(),
  commandLine: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  status: z.enum(['running', 'complete', 'interrupted', 'failed']),
  scenarios: z.array(z.string()),
  planHashes: byName(z.string()),
  versions: byName(z.string()),
  // The first runs did not write them down.
  timeOutsMs: byName(z.number()).default({}),
  host: z.looseObject({
    os: z.string(),
    cores: z.number(),
    cpu: z.string(),
    memoryBytes: z.number(),
    node: z.string(),
  }),
  machine: z
    .looseObject({
      stealShare: z.number().nullable(),
      busyShare: z.number().nullable(),
      timerLateMs: z.looseObject({ median: z.number(), p95: z.number(), max: z.number() }),
      governor: z.string().nullable(),
      frequencyShare: z.number().nullable(),
    })
    .exactOptional(),
  noise: z.looseObject({}).nullable().exactOptional(),
  files: z.array(z.string()),
});

/**
 * @param path what the error names
 * @throws LabError LAB_RUN_UNREADABLE naming what is not as it must be
 */
export function manifestOf(value: unknown, path: string): Manifest {
  const result = manifestSchema.safeParse(value);
  if (result.success) {
    const { noise, ...rest } = result.data;
    const manifest: Manifest = rest;
    // It is only printed: that it is a noise floor is left to whoever prints it.
    return noise === undefined ? manifest : { ...manifest, noise: noise as unknown as NoiseFloor | null };
  }
  const issues = result.error.issues.map((issue) => {
    const place = issue.path.length === 0 ? 'it' : issue.path.join('.');
    return `${place} is ${found(valueAt(value, issue.path))}, expected ${expectedOf(issue)}`;
  });
  throw new LabError('LAB_RUN_UNREADABLE', `${path}: ${issues.join('; ')}`, hintOf(value));
}

function expectedOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') {
    return issue.values.map((value) => (typeof value === 'number' ? `the number ${value}` : String(value))).join(', ');
  }
  return issue.code === 'invalid_type' ? `a value of type ${issue.expected}` : issue.message;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
}

function hintOf(value: unknown): string {
  const format = valueAt(value, ['format']);
  return typeof format === 'number' && format > MANIFEST_FORMAT
    ? 'a newer lab wrote it: read it with that one'
    : 'it was changed after it was written';
}
