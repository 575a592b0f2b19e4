/** A node of the stateless variant: sessions live in Redis, or in their cookies, and any node can answer for them. */
import process from 'node:process';
import { runNode } from '@session-lab/checkout';
import { openBlobLayer } from './blob-layer.js';
import { openRedisLayer } from './redis-layer.js';
import { openSealedLayer } from './sealed-layer.js';

await runNode({ redis: openRedisLayer, 'redis-blob': openBlobLayer, sealed: openSealedLayer }, process);
