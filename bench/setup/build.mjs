/** The build: TypeScript to dist/, when a source has changed since the last one. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, SetupError, say } from './root.mjs';

const STAMP = join(ROOT, 'bench', 'dist', '.session-lab-build');
const EXIT_BUG = 70;

export function isBuilt() {
  return existsSync(join(ROOT, 'bench', 'dist', 'main.js')) && readStamp() === fingerprint();
}

/** Checks all types on the way. */
export function build() {
  say('building, since sources have changed (about 2 s)');
  // Taken before: a file that is saved meanwhile is built the next time.
  const built = fingerprint();
  const code = run(join(ROOT, 'bench', 'node_modules', '.bin', 'tsc'), ['-b', ...projects()]);
  if (code !== 0) throw new SetupError('the sources do not build: see above', EXIT_BUG);
  writeFileSync(STAMP, built);
}

function projects() {
  return ['bench', ...readdirSync(join(ROOT, 'apps')).map((app) => join('apps', app))].filter((folder) =>
    existsSync(join(ROOT, folder, 'tsconfig.json')),
  );
}

/** Of every source: path, size and time of change; reading them all would take longer than building them. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(join(ROOT, 'tsconfig.base.json')));
  for (const project of projects()) {
    hash.update(readFileSync(join(ROOT, project, 'tsconfig.json')));
    const source = join(ROOT, project, 'src');
    if (!existsSync(source)) continue;
    for (const file of readdirSync(source, { recursive: true }).sort()) {
      const { size, mtimeMs } = statSync(join(source, file));
      hash.update(`${project} ${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex');
}

function readStamp() {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : null;
}
