/** A node of the stateless variant: sessions live in Redis, and any node can answer for them. */
import process from 'node:process';
import { runNode } from '@session-lab/checkout';
import { openRedisLayer } from './redis-layer.js';

await runNode({ redis: openRedisLayer }, process);
