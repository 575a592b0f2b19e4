/**
 * The thread behind an alarm: sleeps on a word of shared memory until its moment, to some tens of microseconds, or until the
 * moment is moved; then says so. Its memory: {@link ALARM_BYTES} in alarm.ts.
 */
import { parentPort, workerData } from 'node:worker_threads';

const memory = workerData as SharedArrayBuffer;
const moment = new BigInt64Array(memory, 0, 1);
const changes = new Int32Array(memory, 8, 1);
const untilUs = (at: bigint): number => Number(at - process.hrtime.bigint() / 1000n);

for (;;) {
  const seen = Atomics.load(changes, 0);
  const at = Atomics.load(moment, 0);
  const restUs = at === 0n ? Number.POSITIVE_INFINITY : untilUs(at);
  if (restUs > 0) Atomics.wait(changes, 0, seen, restUs / 1000);
  else if (Atomics.compareExchange(moment, 0, at, 0n) === at) parentPort?.postMessage(null);
}
