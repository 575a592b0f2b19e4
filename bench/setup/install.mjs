/** Dependencies: installed by the pinned pnpm, through npx, when they are missing or the lock file has changed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, SetupError, say } from './root.mjs';

const STAMP = join(ROOT, 'node_modules', '.session-lab-install');
const LOCK_FILES = ['pnpm-lock.yaml', 'pnpm-workspace.yaml'];
const EXIT_UNAVAILABLE = 75;

export function isInstalled() {
  return existsSync(join(ROOT, 'bench', 'node_modules', 'typescript')) && readStamp() === wantedStamp();
}

export function install() {
  const { packageManager } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const why = readStamp() === null ? 'they are missing' : 'the lock file has changed';
  say(`installing dependencies by ${packageManager}, since ${why} (about 15 s, once)`);
  const args = [
    '--yes',
    '--prefer-offline',
    packageManager,
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    '--reporter=append-only',
  ];
  // CI: no question is asked. The level of .npmrc hides what npm says about scripts, and must not hide what fails here.
  const code = run('npx', args, { CI: 'true', npm_config_loglevel: 'warn' });
  if (code === null) throw new SetupError('npx is not on PATH: it comes with Node.js and npm', EXIT_UNAVAILABLE);
  if (code !== 0) {
    throw new SetupError(`installing failed (exit ${code}): is the package registry within reach?`, EXIT_UNAVAILABLE);
  }
  mkdirSync(join(ROOT, 'node_modules'), { recursive: true });
  writeFileSync(STAMP, wantedStamp());
}

function wantedStamp() {
  const hash = createHash('sha256').update(process.platform).update(process.arch);
  for (const file of LOCK_FILES) hash.update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : null;
}
