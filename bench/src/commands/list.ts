/** `lab list`: what can be run. */
import { join } from 'node:path';
import { EXIT, type ExitCode } from '../errors.js';
import { DESIGNS } from '../scenario/designs.js';
import { scenarioFiles } from '../scenario/files.js';
import { loadScenario } from '../scenario/load.js';
import type { StoreKind } from '../scenario/scenario.js';
import { FAULTS_IN_WORDS } from '../scenario/schema.js';
import type { Io } from './io.js';

export async function listCommand(io: Io): Promise<ExitCode> {
  const files = scenarioFiles(join(io.root, 'scenarios'), io.cwd);
  const scenarios = files.names().map((name): [string, string] => {
    const decoded = loadScenario(name, files);
    return [name, 'ok' in decoded ? decoded.ok.question : '(invalid: see validate)'];
  });
  const designs = Object.values(DESIGNS).map(({ name, routing, store }): [string, string] => [
    name,
    `sessions in ${STORE_WORDS[store]}, ${routing} routing`,
  ]);
  io.stdout(
    [
      ...section('Scenarios', scenarios),
      '',
      ...section('Designs', designs),
      '',
      ...section('Faults', Object.entries(FAULTS_IN_WORDS)),
      '',
    ].join('\n'),
  );
  return EXIT.pass;
}

const STORE_WORDS: Readonly<Record<StoreKind, string>> = {
  memory: "the nodes' memory",
  'memory-naive': "the nodes' memory by the plug-in's own MemoryStore",
  redis: 'Redis',
  'redis-blob': 'Redis as one text each, by connect-redis',
  sealed: 'a sealed cookie: no store at all',
};

function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2;
  return [title, ...rows.map(([name, words]) => `  ${name.padEnd(width)}${words}`)];
}
