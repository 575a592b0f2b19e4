/** A log-out is final, in our store: a slow read that ends after it brings nothing back. The baseline's number beside it. */
import type { LayerSettings, OpenLayer } from '@session-lab/checkout';
import { lateReads } from '@session-lab/checkout/late-read';
import { expect, it } from 'vitest';
import { openMemoryLayer } from './memory-layer.js';
import { openNaiveLayer } from './naive-layer.js';

const ROUNDS = 1000;

const settings: LayerSettings = {
  secret: 'x'.repeat(32),
  idleTtlMs: 60_000,
  absoluteTtlMs: null,
  redisUrl: null,
  commandTimeoutMs: 1000,
  warn: () => {},
};

it.each<[string, OpenLayer, boolean]>([
  ['memory', openMemoryLayer, false],
  ['memory-naive', openNaiveLayer, true],
])('%s: a thousand log-outs with a slow read under way', async (store, open, revives) => {
  const { rounds, revived } = await lateReads(await open(settings), ROUNDS, Math.random);
  process.stdout.write(`${store}: ${revived} of ${rounds} revived\n`);
  expect({ rounds, revived }).toEqual({ rounds: ROUNDS, revived: revives ? ROUNDS : 0 });
});
