/**
 * The reads after the load: one per jar that holds a session key, from a copy of the jar, and nothing of the answers is
 * kept, since the final read must not change what it measures.
 */
import type { HistoryRecord } from '../history/records.js';
import { finalReadId } from '../plan/numbers.js';
import type { Device } from './device.js';
import { operationRecord, type SentOperation } from './record.js';
import type { Shopper } from './shopper.js';

/** Under way at once: enough to be quick, too few to disturb. */
const AT_ONCE = 16;

interface FinalReadOptions {
  readonly timeoutMs: number;
  readonly record: (record: HistoryRecord) => void;
  /** Monotonic microseconds. */
  readonly nowUs: () => number;
}

/** Resolves when every read has its outcome; the connections are closed then. */
export async function readFinally(shoppers: readonly Shopper[], options: FinalReadOptions): Promise<void> {
  const reads = shoppers.flatMap((shopper) => shopper.holders().map((holder) => ({ shopper, ...holder })));
  const queue = reads[Symbol.iterator]();
  const worker = async () => {
    for (const { shopper, jar, device } of queue) await read(shopper.number, jar, device, options);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function read(
  shopper: number,
  jar: number,
  device: Device,
  { nowUs, record, timeoutMs }: FinalReadOptions,
): Promise<void> {
  const sentUs = nowUs();
  const sent: SentOperation = {
    id: finalReadId(shopper, jar),
    origin: 'final',
    shopper,
    lane: 0,
    jar,
    epoch: 0,
    step: 'view',
    item: null,
    retryOf: null,
    intendedUs: sentUs,
    readyUs: sentUs,
    sentUs,
    keySent: device.key,
  };
  return new Promise((resolve) => {
    const timer = setTimeout(() => giveUp(), timeoutMs);
    const giveUp = device.send('view', sent.id, null, device.jar.copy(), (heard) => {
      clearTimeout(timer);
      record(operationRecord(sent, heard, nowUs(), null));
      device.close();
      resolve();
    });
  });
}
