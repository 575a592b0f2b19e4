/**
 * Is it our load generator? The same healthy cluster is loaded by our driver and then by wrk, an independent tool in C, at
 * the same rate, and both say how long a request took from its send to its answer. Run whole on a quiet machine:
 *
 *   TEST_LONG=1 bench/node_modules/.bin/vitest run --config bench/vitest.config.ts bench/src/acceptance/wrk
 *
 * wrk sends heartbeats on live sessions, which are most of what our driver sends here. It has no pace of its own: a Lua
 * delay spreads each connection's requests, so that its service time counts from the send, as ours.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SESSION_COOKIE, STEPS } from '@session-lab/checkout/protocol';
import { expect, it } from 'vitest';
import type { StartedCluster } from '../cluster/cluster.js';
import type { TrialRecord } from '../history/trial.js';
import { locateExecutable } from '../provision/locate.js';
import { createHistogram, quantileMs, recordUs } from '../stats/histogram.js';
import { CLUSTER, LONG, runScenario, SHORT_LOAD, scenarioOf } from './rig.js';

const ROUNDS = 3;
const RATE = 300;
const SECONDS = 12;
const CONNECTIONS = 60;
const SESSIONS = 120;
/**
 * Noise, as a factor: two tools, two mixes (wrk sends heartbeats only), and what a machine does by chance between trials of
 * six seconds (spread of log-ratios 0.03 at p50, 0.3–0.6 at p99, DESIGN §8).
 */
const NOISE = { p50: 1.35, p99: 2.2 } as const;

interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

it('agrees with wrk on the service time of a healthy node, at the same rate', async ({ skip, annotate }) => {
  const wrk = locateExecutable(['wrk'], process.env['PATH']);
  skip(wrk === null, 'wrk is not installed: apt-get install wrk');
  skip(!LONG, 'it takes a quiet machine: TEST_LONG=1');
  const load = {
    ...SHORT_LOAD,
    ratePerSecond: RATE,
    heartbeats: 20,
    handOffShare: 0,
    thinkMs: 200,
    durationMs: 26_000,
  };
  const cluster = { ...CLUSTER, nodes: 1 };
  const rounds: { ours: Figures; theirs: Figures }[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    let theirs: Figures | null = null;
    const { of } = await runScenario(scenarioOf(['stateful'], { load, cluster }), round, (started) => {
      // After the load and before anything is counted: the same nodes, warm, and idle again.
      const heal = started.heal.bind(started);
      started.heal = async () => {
        theirs ??= await loadByWrk(wrk ?? '', started);
        await heal();
      };
    });
    if (theirs === null) throw new Error('wrk was not run');
    rounds.push({ ours: figuresOf(of('stateful').trial), theirs });
  }
  const told = rounds.map(({ ours, theirs }) => `ours ${words(ours)} · wrk ${words(theirs)}`).join('\n');
  await annotate(told);
  for (const { ours, theirs } of rounds)
    expect(Math.abs(Math.log(ours.perSecond / theirs.perSecond))).toBeLessThan(0.15);
  for (const quantile of ['p50', 'p99'] as const) {
    // The middle round of each, so that one bad one decides nothing.
    const [ours, theirs] = (['ours', 'theirs'] as const).map(
      (tool) => rounds.map((round) => round[tool][quantile]).toSorted((a, b) => a - b)[1] ?? Number.NaN,
    );
    const factor = Math.exp(Math.abs(Math.log((ours ?? Number.NaN) / (theirs ?? Number.NaN))));
    expect(factor, `${quantile}\n${told}`).toBeLessThan(NOISE[quantile]);
  }
}, 300_000);

const words = ({ p50, p99, perSecond }: Figures): string =>
  `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ${perSecond.toFixed(0)}/s`;

/** Heartbeats of ours, over the seconds in which everybody has arrived; the rate is that of all requests. */
function figuresOf(trial: TrialRecord): Figures {
  const { loadStartUs } = trial.header;
  const histogram = createHistogram();
  let sent = 0;
  const [fromUs, toUs] = [loadStartUs + 8e6, loadStartUs + 18e6];
  for (const { step, outcome, origin, sentUs, doneUs } of trial.operations) {
    if (origin !== 'planned' || sentUs < fromUs || sentUs >= toUs) continue;
    sent += 1;
    if (step === 'watch' && outcome === 'ok') recordUs(histogram, doneUs - sentUs);
  }
  const [p50, p99] = [quantileMs(histogram, 0.5), quantileMs(histogram, 0.99)];
  if (p50 === null || p99 === null) throw new Error(`${histogram.totalCount} heartbeats are too few`);
  return { p50, p99, perSecond: sent / ((toUs - fromUs) / 1e6) };
}

async function loadByWrk(wrk: string, { host, port }: StartedCluster): Promise<Figures> {
  const origin = `http://${host}:${port}`;
  const cookies: string[] = [];
  for (let item = 1; item <= SESSIONS; item += 1) cookies.push(await openSession(origin, item));
  const folder = mkdtempSync(join(tmpdir(), 'session-lab-wrk-'));
  try {
    const script = join(folder, 'paced.lua');
    writeFileSync(script, scriptOf(cookies, (1000 * CONNECTIONS) / RATE));
    const args = ['-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, '-s', script, origin];
    const { stdout } = await promisify(execFile)(wrk, args);
    const [, p50, p99, requests, us, failed] = /^figures (\d+) (\d+) (\d+) (\d+) (\d+)$/m.exec(stdout) ?? [];
    if (failed !== '0') throw new Error(`wrk had failures:\n${stdout}`);
    return { p50: Number(p50) / 1000, p99: Number(p99) / 1000, perSecond: Number(requests) / (Number(us) / 1e6) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function openSession(origin: string, item: number): Promise<string> {
  const { method, path } = STEPS.open;
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${origin}${path}`, { method, headers, body: JSON.stringify({ item }) });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
  if (!answer.ok || !cookies.some((cookie) => cookie.startsWith(`${SESSION_COOKIE}=`)))
    throw new Error(`no session was opened: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
  return cookies.join('; ');
}

/** @param delayMs mean time between two requests of a connection; each is within half of it, so that they never march in step */
function scriptOf(cookies: readonly string[], delayMs: number): string {
  const { method, path } = STEPS.watch;
  return `
local cookies = { ${cookies.map((cookie) => JSON.stringify(cookie)).join(', ')} }
local sent = 0
function delay()
  return math.random(${Math.round(delayMs / 2)}, ${Math.round(delayMs * 1.5)})
end
function request()
  sent = sent + 1
  local body = string.format('{"title":"title-1","positionSeconds":%d,"sequence":%d}', sent * 10, sent)
  local headers = { ["content-type"] = "application/json", ["cookie"] = cookies[sent % #cookies + 1] }
  return wrk.format("${method}", "${path}", headers, body)
end
function done(summary, latency, requests)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format("figures %d %d %d %d %d\\n",
    latency:percentile(50), latency:percentile(99), summary.requests, summary.duration, failed))
end
`;
}
