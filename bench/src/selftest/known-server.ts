/** The program of a known server: a node of the real checkout over a memory store, that does wrong what it is told to. */
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { runNode, type SessionLayer, type StoresOfVariant, storeLayer } from '@session-lab/checkout';
import { openMemoryStore } from '@session-lab/stateful/layer';
import { KnownBehaviour } from './known-behaviour.js';
import { KnownStore } from './known-store.js';
import { NOTHING_WRONG, type Orders } from './orders.js';
import { warmUp } from './warm-up.js';
import type { Witness } from './witness.js';

const orders = JSON.parse(process.env['SELFTEST_ORDERS'] ?? '') as Orders;
/** As every node is told. */
const gateway = process.env['LAB_PAYMENTS'] ?? '';
const witnessFile = process.env['SELFTEST_WITNESS'] ?? '';

/** Only where its times are judged. */
if (orders.delayUs > 0)
  await warmUp(
    storesOf(NOTHING_WRONG, () => {}),
    process,
  );
await runNode(
  storesOf(orders, (witness) => writeFileSync(witnessFile, `${JSON.stringify(witness)}\n`)),
  process,
);

function storesOf(orders: Orders, lastWord: (witness: Witness) => void): StoresOfVariant {
  return {
    memory: async (settings) => {
      const store = new KnownStore(openMemoryStore(settings), orders.drop);
      const behaviour = new KnownBehaviour(orders, () => Number(process.hrtime.bigint() / 1000n), gateway);
      return obedient(storeLayer(store, settings), store, behaviour, lastWord);
    },
  };
}

/** The layer, with the hooks of the orders before its own, and a last word. */
function obedient(
  layer: SessionLayer,
  store: KnownStore,
  behaviour: KnownBehaviour,
  lastWord: (witness: Witness) => void,
): SessionLayer {
  const register = layer.register.bind(layer);
  const close = layer.close.bind(layer);
  layer.register = async (app) => {
    behaviour.addTo(app, layer, store);
    await register(app);
  };
  layer.close = async () => {
    await close();
    lastWord({ held: behaviour.held });
  };
  return layer;
}
