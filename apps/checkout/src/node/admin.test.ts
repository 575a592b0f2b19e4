/** How the admin port writes a dump. */
import { expect, it } from 'vitest';
import type { DumpLine, NodeStats } from '../protocol/index.js';
import { buildAdmin } from './admin.js';

const LINE: DumpLine = { key: 'k1', birth: 'b1', items: '1-3', ttlMs: 900, receipt: false };

async function dumped(dump: Parameters<typeof buildAdmin>[0]['dump']): Promise<unknown[]> {
  const admin = buildAdmin({ stats: () => ({}) as NodeStats, dump, unseal: null });
  const { body } = await admin.inject('/dump');
  await admin.close();
  return body
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

it('names at the end of a dump what stands in the place of a session and is none, which has no line', async () => {
  const lines = await dumped(async function* (unreadable) {
    unreadable('k0');
    yield LINE;
    unreadable('k2');
  });
  expect(lines).toEqual([LINE, { end: true, sessions: 1, unreadable: ['k0', 'k2'] }]);
});

it('says nothing of it where there is none', async () => {
  const lines = await dumped(async function* () {
    yield LINE;
  });
  expect(lines).toEqual([LINE, { end: true, sessions: 1 }]);
});
