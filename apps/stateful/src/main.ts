/** A node of the stateful variant: sessions live in its own memory, and die with it. */
import process from 'node:process';
import { runNode } from '@session-lab/checkout';
import { openMemoryLayer } from './memory-layer.js';
import { openNaiveLayer } from './naive-layer.js';

await runNode({ memory: openMemoryLayer, 'memory-naive': openNaiveLayer }, process);
