/** What the integration tests of the variants share. */
export { CrowdedNode, HEAP_PROBE, type Journey, ofItems, toReview } from './crowded-node.js';
export { readJournal } from './journal-reader.js';
export { RedisRelay } from './redis-relay.js';
export { StartedProcess } from './started-process.js';
export { StartedRedis } from './started-redis.js';
export { type Heard, Visitor } from './visitor.js';
