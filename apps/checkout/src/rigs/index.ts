/** What the integration tests of the variants share. */
/** URL of heap-probe.ts, for `--import`. */
export const HEAP_PROBE = new URL('./heap-probe.js', import.meta.url).href;
export { readJournal } from './journal-reader.js';
export { RedisRelay } from './redis-relay.js';
export { StartedProcess } from './started-process.js';
export { StartedRedis } from './started-redis.js';
export { type Heard, Visitor } from './visitor.js';
