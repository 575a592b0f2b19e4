/** The session layer of the stateful variant. */
import { type LayerSettings, type SessionLayer, storeLayer } from '@session-lab/checkout';
import { MemoryStore } from './memory-store.js';

/** The wall clock as it was when the process started, which then only goes forward. */
const nowMs = (): number => performance.timeOrigin + performance.now();

export async function openMemoryLayer(settings: LayerSettings): Promise<SessionLayer> {
  return storeLayer(openMemoryStore(settings), settings, nowMs);
}

/** The store alone, for whoever puts another one around it. */
export function openMemoryStore({ idleTtlMs, warn }: Pick<LayerSettings, 'idleTtlMs' | 'warn'>): MemoryStore {
  return new MemoryStore({ idleTtlMs, nowMs, warn }).startSweeping();
}
