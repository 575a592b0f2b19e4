/** Clusters that somebody else runs: nodes of our own, started by hand, of which the lab knows the address and no more. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJournal, StartedProcess } from '@session-lab/checkout/rigs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DesignFindings, Findings } from '../analysis/findings.js';
import { LabPlace } from './lab-process.js';

const main = (module: string): string => fileURLToPath(import.meta.resolve(module));
const BROKEN = join(dirname(main('@session-lab/bench')), 'acceptance/broken-node.fixture.js');
/** Kept without a fault, as `steady` is; short, and so quick that people get through in it. */
const SCENARIO = `question: What does it cost, seen from outside?
load: { rate: 120, duration: 4 s, think: 120 ms, warmUp: 500 ms, heartbeats: 2, handOff: 0, signOut: 0 }
expect: { stateful: { lost: 77 } }
`;

let folder: string;
let payments: StartedProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lab-external-'));
  payments = await StartedProcess.start(main('@session-lab/payments/main'), { LAB_DELAY_MS: '5' });
});
afterAll(async () => {
  await payments[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const journalOf = (name: string): string => join(folder, `${name}.ndjson`);
const startNode = (name: string, program: string, more: Record<string, string> = {}): Promise<StartedProcess> =>
  StartedProcess.start(program, {
    LAB_NODE: name,
    LAB_JOURNAL: journalOf(name),
    LAB_SECRET: 'x'.repeat(32),
    LAB_PAYMENTS: payments.origin,
    LAB_PAYMENTS_TIMEOUT_MS: '2000',
    LAB_IDLE_TTL_MS: '600000',
    ...more,
  });

function designOf(findings: Findings, scenario: string, name: string): DesignFindings {
  const design = findings.scenarios[scenario]?.designs[name];
  if (design === undefined) throw new Error(`no findings of ${name}`);
  return design;
}

it('are measured by steady, without Redis and HAProxy, and claim no more than can be known', async () => {
  using place = new LabPlace();
  await using node = await startNode('node-1.1', main('@session-lab/stateful/main'));
  const targets = ['--target', `stateful=${node.origin}`, '--target', `shop=${node.origin}`];
  const run = ['run', 'steady', ...targets, '--duration', '6s', '--rate', '120', '--out', 'out'];
  const { code, stderr } = await place.start(run).ended;
  expect(code, stderr).toBe(0);
  expect(stderr).toContain(`external: stateful is ${node.origin}, shop is ${node.origin}`);
  expect(stderr).toContain('all names lead to the same address (A/A)');
  expect(stderr).not.toMatch(/redis|haproxy/);

  const findings = JSON.parse(readFileSync(join(place.folder, 'out/findings.json'), 'utf8')) as Findings;
  expect(findings.caveats).toContainEqual(expect.stringMatching(/^steady: "stateful" is .* a label: nobody verified/));
  const { steady } = findings.scenarios;
  expect(steady).toMatchObject({ verdict: 'pass', nodes: null, expectations: [] });
  expect(new Set(steady?.identities.map(({ name }) => name))).toEqual(
    new Set(['planned operations', 'outcomes', 'classes']),
  );
  const codes = steady?.warnings.map(({ code, design }) => `${code} ${design}`);
  expect(codes).toEqual(
    expect.arrayContaining([
      'external-cluster stateful',
      'external-cluster shop',
      'name-unverified stateful',
      'same-address shop',
    ]),
  );
  expect(codes).not.toContain('name-unverified shop');
  for (const name of ['stateful', 'shop']) {
    const design = designOf(findings, 'steady', name);
    expect(design).toMatchObject({ target: node.origin, variant: 'external', routing: 'external' });
    const unknown = {
      destroyed: null,
      misrouted: null,
      undetected: null,
      expired: null,
      overstayed: null,
      doubled: null,
    };
    expect(design.sessions).toMatchObject({ lost: 0, gone: 0, stale: 0, leaked: 0, unknown: 0, ...unknown });
    expect(design.sessions.completed).toBeGreaterThan(0);
    expect(design.checkouts.completed).toBeNull();
    expect(design.nodes).toEqual([
      expect.objectContaining({ name: 'node-1.1', requests: design.requests.sent, cpuSeconds: null }),
    ]);
    for (const of of [...Object.keys(unknown).map((name) => `sessions.${name}`), 'checkouts', 'nodes']) {
      expect(design.reasons[of]).toContain('external');
    }
  }
  // The node's own witness, of which the lab knew nothing: what the shoppers began, and one visit a target and one a trial.
  const created = (await readJournal(journalOf('node-1.1'))).filter(({ k }) => k === 'created');
  const begun = ['stateful', 'shop'].map((name) => designOf(findings, 'steady', name).sessions.started);
  expect(created.length).toBe(begun.reduce((sum, n) => sum + n, 0) + 4);

  const check = await place.start(['check', 'out']).ended;
  expect([check.code, check.stdout]).toEqual([0, expect.stringContaining('identical')]);
  expect(place.processes()).toEqual([]);
}, 60_000);

it('fail where sessions are gone without a fault, whatever their name, and each has its story', async () => {
  using place = new LabPlace();
  const file = join(place.folder, 'mine.yaml');
  writeFileSync(file, SCENARIO);
  await using node = await startNode('node-2.1', BROKEN, { LAB_BROKEN: 'evicts' });
  const { code, stdout, stderr } = await place.start([
    'run',
    file,
    '--target',
    `stateful=${node.origin}`,
    '--json',
    '--out',
    'out',
  ]).ended;
  expect(code, stderr).toBe(1);
  const findings = JSON.parse(stdout) as Findings;
  const { sessions, witnesses, timeline } = designOf(findings, 'mine', 'stateful');
  expect(sessions.gone).toBeGreaterThan(0);
  expect(sessions).toMatchObject({ lost: sessions.gone, destroyed: null, misrouted: null });
  expect(timeline.reduce((sum, { gone }) => sum + gone, 0)).toBe(sessions.gone);
  expect(findings.scenarios['mine']).toMatchObject({
    verdict: 'fail',
    verdictReasons: expect.arrayContaining([
      `stateful: no fault: gone ${sessions.gone} of ${sessions.atRisk}, theory says 0`,
    ]),
    expectations: [],
  });
  const [witness] = witnesses;
  const story = await place.start(['explain', 'out', witness?.birth ?? '']).ended;
  expect(story.stdout).toContain('verdict: gone: an operation with its live key was answered without it');
  expect(story.stdout).toContain('no final read found it, and an external cluster has no dump');
}, 60_000);

it('are refused before anything is started, with what was found and what is expected', async () => {
  using place = new LabPlace();
  const origin = 'http://127.0.0.1:9';
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await place.start(['run', ...args, '--out', 'out']).ended;
    expect([stdout, existsSync(join(place.folder, 'out'))]).toEqual(['', false]);
    return [code, stderr] as const;
  };
  expect(await refused('steady', '--target', `shop=${origin}`)).toEqual([
    75,
    expect.stringContaining(`shop (${origin}): asked POST /api/open, found the connection refused, expected an answer`),
  ]);
  const [code, words] = await refused(
    'steady',
    'node-kill',
    '--target',
    `a=${origin}`,
    '--target',
    'a=https://x',
    '--nodes',
    '2',
  );
  expect(code).toBe(64);
  expect(words.split('\n').filter((line) => line.startsWith('command line'))).toEqual([
    expect.stringContaining('--target a  the name is given twice'),
    expect.stringContaining('--target a  found https:, expected http:'),
    expect.stringContaining('found beside --target: the lab starts no node of an external cluster'),
    expect.stringMatching(/node-kill +has a fault \(node-kill\), expected none/),
  ]);
  expect(words).toContain('4 problems. Nothing was started.');
  expect(await refused('steady', '--target', 'shop=http://shop.example:8080')).toEqual([
    64,
    expect.stringContaining('--allow-host shop.example'),
  ]);
}, 60_000);
