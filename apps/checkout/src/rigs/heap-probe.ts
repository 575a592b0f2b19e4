/**
 * Preloaded into a node under test (`NODE_OPTIONS=--import=…`): tells the test how much heap is in use, garbage apart.
 * Asked and answered over the channel that the test holds anyway.
 */
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

process.on('message', (message) => {
  if (message !== 'heap') return;
  // Twice: what the first round finalises, the second takes away.
  collect();
  collect();
  process.send?.({ heapUsed: process.memoryUsage().heapUsed });
});
