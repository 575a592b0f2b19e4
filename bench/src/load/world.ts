/** What a shopper needs of the world around it; times are monotonic microseconds. */
import type { HistoryRecord } from '../history/records.js';
import type { Device } from './device.js';
import type { Shopper } from './shopper.js';

export interface World {
  nowUs(): number;
  schedule(atUs: number, run: () => void): void;
  /** Calls `giveUp` at that moment, unless what it returns was called before. */
  deadline(atUs: number, giveUp: () => void): () => void;
  record(record: HistoryRecord): void;
  device(shopper: number, jar: number): Device;
  /** An operation left (1) or ended (−1). */
  inFlight(change: 1 | -1): void;
  /** An answer came without the shopper's session. */
  withoutSession(): void;
  finished(shopper: Shopper): void;
  readonly timeoutUs: number;
}
