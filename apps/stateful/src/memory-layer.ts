/** The session layer of the stateful variant. */
import { type LayerSettings, type SessionLayer, storeLayer } from '@session-lab/checkout';
import { MemoryStore } from './memory-store.js';

export async function openMemoryLayer(settings: LayerSettings): Promise<SessionLayer> {
  return storeLayer(new MemoryStore(settings.idleTtlMs, () => performance.now()), settings);
}
