/** Versions of the programs that run, as they tell them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LabError } from '../../errors.js';

/**
 * @returns the version alone, `7.0.15`, with the name in front where it is not the expected program (`valkey 8.0.1`)
 * @throws LabError LAB_PROGRAM_MISSING when the program cannot be started
 */
export async function redisVersion(program: string): Promise<string> {
  return parseRedisVersion(await outputOf(program, ['--version']));
}

/** @throws LabError LAB_PROGRAM_MISSING when the program cannot be started */
export async function haproxyVersion(program: string): Promise<string> {
  return parseHaproxyVersion(await outputOf(program, ['-v']));
}

/** `Redis server v=7.0.15 sha=…`, `Valkey server v=8.0.1 sha=…` */
export function parseRedisVersion(output: string): string {
  const match = /^(\w+) server v=(\S+)/.exec(output);
  if (match === null) return 'unknown';
  const [, name = '', version = ''] = match;
  return name === 'Redis' ? version : `${name.toLowerCase()} ${version}`;
}

/** `HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/` */
export function parseHaproxyVersion(output: string): string {
  return /version (\d+(?:\.\d+)+)/i.exec(output)?.[1] ?? 'unknown';
}

async function outputOf(program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, [...args]);
    return stdout;
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'number') return '';
    throw new LabError('LAB_PROGRAM_MISSING', `${program} cannot be started`, null, { cause: error });
  }
}
