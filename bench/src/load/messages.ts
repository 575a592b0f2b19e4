/** What the runner and the generator's process say to each other. */
import type { LoadSpec } from '../scenario/scenario.js';
import type { Part } from './arrivals.js';
import type { ConnectionCounts } from './connections.js';
import type { Progress } from './generator.js';

export type ToGenerator =
  | {
      readonly type: 'prepare';
      readonly load: LoadSpec;
      readonly seed: number;
      readonly block: number;
      readonly origin: string;
      /** Which of the shoppers it plays; the plan is drawn whole. */
      readonly part: Part;
      readonly maxConnections: number;
      /** History file to append to. */
      readonly file: string;
    }
  | { readonly type: 'start'; readonly loadStartUs: number }
  /** End the load now. */
  | { readonly type: 'stop' }
  /** What the jars hold, for a design whose sessions are in there. */
  | { readonly type: 'cookies' }
  | { readonly type: 'finalReads' }
  | { readonly type: 'close' };

export type FromGenerator =
  | { readonly type: 'listening' }
  | { readonly type: 'prepared'; readonly shoppers: number; readonly operations: number; readonly planHash: string }
  | { readonly type: 'progress'; readonly progress: Progress }
  | {
      readonly type: 'loadDone';
      readonly progress: Progress;
      readonly cpuSeconds: number;
      readonly connections: ConnectionCounts;
    }
  | { readonly type: 'cookies'; readonly cookies: readonly string[] }
  | { readonly type: 'finalReadsDone' }
  | { readonly type: 'closed' };
