/** What a manifest says of machine and checkout. */
import { arch, cpus, release, totalmem, type } from 'node:os';
import { execa } from 'execa';
import type { Manifest } from '../analysis/manifest.js';
import type { Io } from './io.js';

const COMMIT_DIGITS = 7;

export function hostOf(io: Io): Manifest['host'] {
  const all = cpus();
  return {
    os: `${type()} ${release()} ${arch()}`,
    cores: all.length,
    cpu: all[0]?.model ?? 'unknown',
    memoryBytes: totalmem(),
    node: io.nodeVersion,
  };
}

/** First digits of the commit that the lab stands at; null outside a repository, or without git. */
export async function commitOf(root: string): Promise<string | null> {
  const { stdout, failed } = await execa('git', ['rev-parse', `--short=${COMMIT_DIGITS}`, 'HEAD'], {
    cwd: root,
    reject: false,
  });
  return failed ? null : stdout.trim().slice(0, COMMIT_DIGITS);
}
