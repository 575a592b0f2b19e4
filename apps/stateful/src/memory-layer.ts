/** The session layer of the stateful variant. */
import { type LayerSettings, type SessionLayer, storeLayer } from '@session-lab/checkout';
import { MemoryStore } from './memory-store.js';

/** The wall clock as it was when the process started, which then only goes forward. */
const nowMs = (): number => performance.timeOrigin + performance.now();

export async function openMemoryLayer(settings: LayerSettings): Promise<SessionLayer> {
  const { idleTtlMs, warn } = settings;
  return storeLayer(new MemoryStore({ idleTtlMs, nowMs, warn }).startSweeping(), settings, nowMs);
}
