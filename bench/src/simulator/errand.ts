/** Who sends what from which jar. */
import type { OperationRecord } from '../history/records.js';
import type { OpenJar } from './truth.js';

export interface Jar extends OpenJar {
  readonly number: number;
  affinity: string | null;
  /** Birth that the shopper takes for theirs. */
  birth: string | null;
  used: boolean;
  inFlight: number;
  exclusive: boolean;
  lastSentUs: number;
}

export interface Shopper {
  readonly number: number;
  epoch: 0 | 1;
  readonly jars: Jar[];
}

export interface Errand {
  readonly shopper: Shopper;
  readonly jar: Jar;
  readonly lane: number;
  readonly step: OperationRecord['step'];
  readonly item: number | null;
  readonly code?: string | null;
  readonly origin?: OperationRecord['origin'];
  readonly retryOf?: number;
}
