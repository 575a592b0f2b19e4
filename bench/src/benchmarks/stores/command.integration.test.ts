/** The built benchmark as a process of its own, ended in its middle: it says why, and leaves nothing. */
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { LabPlace } from '../../acceptance/lab-process.js';

const MAIN = fileURLToPath(new URL('../../../dist/benchmarks/stores/main.js', import.meta.url));

/** Resolves when it is under load. */
async function underLoad(place: LabPlace) {
  const started = place.start(['--quick', '--only', 'macro', '--connections', '4'], MAIN);
  const { stderr } = started.child;
  if (stderr === null) throw new Error('unreachable');
  for (let said = ''; !said.includes('warming up'); ) {
    const [text] = (await once(stderr, 'data')) as [string];
    said += text;
  }
  return started;
}

it('ends at once by SIGTERM, and leaves neither process nor file', async () => {
  using place = new LabPlace();
  const { child, ended } = await underLoad(place);
  // Gateway, Redis, five nodes, and itself.
  expect(place.processes().length).toBe(8);
  child.kill('SIGTERM');
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  expect(stderr).toContain('interrupted: nothing is reported');
  expect(place.processes()).toEqual([]);
  expect(place.leftFiles()).toEqual([]);
});

it('says which of its processes died, and where that wrote its log', async () => {
  using place = new LabPlace();
  const { ended } = await underLoad(place);
  const node = place.processes().find((pid) => environmentOf(pid).includes('LAB_NODE=node-stateless-blob'));
  process.kill(node ?? 0, 'SIGKILL');
  const { code, stdout, stderr } = await ended;
  expect({ code, stdout }).toEqual({ code: 75, stdout: '' });
  expect(stderr).toContain('node-stateless-blob ended by itself (SIGKILL)');
  const log = /its whole log: (.+)/.exec(stderr)?.[1] ?? '';
  expect(existsSync(log)).toBe(true);
  rmSync(dirname(dirname(log)), { recursive: true });
  expect(place.processes()).toEqual([]);
  expect(place.leftFiles()).toEqual([]);
});

const environmentOf = (pid: number): string => readFileSync(`/proc/${pid}/environ`, 'utf8');
