/** The absolute end of a session, as the browser hears of it. */
import fastify from 'fastify';
import { expect, it } from 'vitest';
import { SESSION_COOKIE } from '../protocol/index.js';
import { FakeStore } from '../rigs/fake-store.js';
import { ENDS_AT } from './store.js';
import { storeLayer } from './store-layer.js';

it('stands in the cookie at the creation and under the new key, and never moves; a write sets no cookie again', async () => {
  const store = new FakeStore();
  const app = fastify();
  let wallMs = 1_800_000_000_250;
  const layer = storeLayer(store, { secret: 'x'.repeat(32), absoluteTtlMs: 60_000 }, () => wallMs);
  await layer.register(app);
  app.get('/open', (request) => layer.save(request, { birth: 'b1' }));
  app.get('/plan', (request) => layer.save(request, { plan: 'basic' }));
  app.get('/move', (request) => layer.move(request, { account: 'ada' }, () => {}));
  const cookies: Record<string, string> = {};
  for (const [url, isSet] of [
    ['/open', true],
    ['/plan', false],
    ['/move', true],
  ] as const) {
    const set = (await app.inject({ url, cookies })).cookies;
    expect([url, set.map(({ expires }) => expires)]).toEqual([url, isSet ? [new Date(1_800_000_061_000)] : []]);
    for (const { value } of set) cookies[SESSION_COOKIE] = value;
    wallMs += 5000;
  }
  expect([...store.sessionsByKey].map(([key, fields]) => [key, fields[ENDS_AT]])).toEqual([
    [cookies[SESSION_COOKIE]?.split('.')[0], 1_800_000_060_250],
  ]);
  await app.close();
});
