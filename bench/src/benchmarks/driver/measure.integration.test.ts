/** Every contender against the real server: the same requests, all answered, all counted. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bareSlice, checkingSlice } from './autocannon-slice.js';
import { CONTENDERS, type Sent, type SliceOrder } from './contender.js';
import { closedLoopSlice } from './driver-slice.js';
import { figuresOf } from './figures.js';
import { createFixedServer } from './fixed-server.js';
import { JOURNEY } from './journey.js';
import { measureDriver } from './measure.js';

const folder = mkdtempSync(join(tmpdir(), 'session-lab-driver-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a contender sends on one connection, two journeys long: by request, its lines in order, without what may differ. */
async function requestsOf(slice: (order: SliceOrder) => Promise<Sent>): Promise<string[][]> {
  const requests: string[] = [];
  const server = createFixedServer((request) => requests.push(request));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const sent = await slice({ port, connections: 1, requestsEach: 2 * JOURNEY.length, folder, profile: null });
    expect(sent).toMatchObject({ sent: 2 * JOURNEY.length, right: 2 * JOURNEY.length, firstWrong: null });
    return requests.map((request) => normalised(request, port));
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Names of headers in lower case and in order; ids, cookies and the film's position are any. */
function normalised(request: string, port: number): string[] {
  const [head = '', body = ''] = request.replaceAll(String(port), 'PORT').split('\r\n\r\n');
  const [line = '', ...headers] = head.split('\r\n');
  const lines = headers.map((header) => header.replace(/^[^:]+/, (name) => name.toLowerCase()));
  const anyId = lines.map((header) => header.replace(/^(x-operation|cookie|content-length): .*/, '$1: …'));
  const position = body.replace(/"positionSeconds":\d+,"sequence":\d+/, '"positionSeconds":…');
  // Autocannon has one set of cookies from the start; the others get theirs with the first answer.
  return [line, ...anyId.filter((header) => header !== 'cookie: …').sort(), position];
}

it('all send the same requests', async () => {
  const driver = await requestsOf(closedLoopSlice);
  expect(driver).toHaveLength(2 * JOURNEY.length);
  expect(await requestsOf(bareSlice)).toEqual(driver);
  expect(await requestsOf(checkingSlice)).toEqual(driver);
}, 30_000);

it('measures all of them, in rounds, and leaves nothing running', async () => {
  const slices = await measureDriver({
    contenders: CONTENDERS,
    rounds: 1,
    connections: 4,
    requests: 400,
    seed: 1,
    folder,
    profiles: {},
    signal: new AbortController().signal,
    say: () => {},
  });
  expect(slices.map(({ contender }) => contender).sort()).toEqual([...CONTENDERS].sort());
  for (const slice of slices.filter(({ contender }) => contender !== 'driver-paced')) {
    expect(slice).toMatchObject({ sent: 400, right: 400, recorded: slice.contender === 'autocannon' ? null : 400 });
    expect(slice.cpuUs).toBeGreaterThan(0);
  }
  expect(figuresOf(slices)).toHaveLength(CONTENDERS.length);
}, 60_000);

it('ends at once when it is interrupted', async () => {
  const interrupted = new AbortController();
  const measured = measureDriver({
    contenders: ['driver'],
    rounds: 1000,
    connections: 4,
    requests: 4000,
    seed: 1,
    folder,
    profiles: {},
    signal: interrupted.signal,
    say: (progress) => {
      if (progress.startsWith('round 2')) interrupted.abort();
    },
  });
  await expect(measured).rejects.toMatchObject({ code: 'LAB_INTERRUPTED' });
}, 30_000);
