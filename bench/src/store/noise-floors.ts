/**
 * `results/noise.json`: the noise floor of each machine that `lab noise` ran on, the newest of each. It lies beside the
 * runs, and git ignores it: it says something of this machine only.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type NoiseFloor, noiseFloorSchema } from '../analysis/findings.js';
import type { MachineFacts } from '../analysis/noise.js';
import { LabError } from '../errors.js';
import { makeFolder } from './folder.js';

const FILE = 'noise.json';

const noiseFile = z.strictObject({
  format: z.literal(1),
  machines: z.array(
    z.strictObject({
      machine: z.strictObject({ cpu: z.string(), cores: z.int(), kernel: z.string(), node: z.string() }),
      floor: noiseFloorSchema,
    }),
  ),
});
type NoiseFile = z.infer<typeof noiseFile>;

/**
 * @param resultsDir `results/` of the project
 * @returns null where it was never measured on such a machine
 * @throws LabError LAB_RUN_UNREADABLE for a file that somebody changed
 */
export function readNoiseFloor(resultsDir: string, machine: MachineFacts): NoiseFloor | null {
  return readAll(resultsDir).machines.find((entry) => isSame(entry.machine, machine))?.floor ?? null;
}

/** Replaces what is known of this machine, and leaves the others. @returns the file's path */
export function writeNoiseFloor(resultsDir: string, machine: MachineFacts, floor: NoiseFloor): string {
  const others = readAll(resultsDir).machines.filter((entry) => !isSame(entry.machine, machine));
  const content: NoiseFile = { format: 1, machines: [...others, { machine, floor }] };
  makeFolder(resultsDir);
  const path = join(resultsDir, FILE);
  writeFileSync(`${path}.writing`, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(`${path}.writing`, path);
  return path;
}

function readAll(resultsDir: string): NoiseFile {
  const path = join(resultsDir, FILE);
  if (!existsSync(path)) return { format: 1, machines: [] };
  try {
    return noiseFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new LabError(
      'LAB_RUN_UNREADABLE',
      `${path}: found something else than the noise floors that lab noise writes`,
      'remove it, and measure again: npm run lab -- noise',
      { cause },
    );
  }
}

const isSame = (a: MachineFacts, b: MachineFacts): boolean =>
  a.cpu === b.cpu && a.cores === b.cores && a.kernel === b.kernel && a.node === b.node;
