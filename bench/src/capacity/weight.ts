/** What a session weighs where its design keeps it, by the account of the store itself. */
import { sessionKeyOf } from '@session-lab/checkout/protocol';
import { keyBytes } from '../benchmarks/closed-loop/redis-meter.js';
import type { Visitor } from '../benchmarks/closed-loop/visitors.js';
import type { StartedCluster } from '../cluster/cluster.js';
import { DESIGNS, type DesignName } from '../scenario/designs.js';
import { placeOf } from '../scenario/stores.js';
import type { SessionWeight } from './findings.js';

const GIGABYTE = 2 ** 30;
/** Sessions of one size: so many tell what all weigh. */
const WEIGHED = 16;

/** @param visitors at least one, after the load: a store may append what is written and tidy up now and then */
export async function weigh(
  design: DesignName,
  cluster: StartedCluster,
  redisPort: number | null,
  visitors: readonly Visitor[],
): Promise<SessionWeight> {
  const place = placeOf(DESIGNS[design]);
  if (place === 'jar') {
    const bytes = Math.max(...visitors.map(({ sessionCookie }) => Buffer.byteLength(sessionCookie)));
    return { bytes: null, perGigabyte: null, basis: `no server keeps any: each is a cookie of ${bytes} bytes` };
  }
  if (place === 'shared' && redisPort !== null) {
    const keys = visitors.slice(0, WEIGHED).map(({ sessionCookie }) => sessionKeyOf(decodeURIComponent(sessionCookie)));
    const weights = await Promise.all(keys.map((key) => keyBytes(redisPort, key)));
    return heavy(weights.reduce((sum, bytes) => sum + bytes, 0) / weights.length, 'MEMORY USAGE of its key in Redis');
  }
  const nodes = Object.values(await cluster.stats());
  const sum = (values: readonly (number | null)[]): number => values.reduce<number>((all, one) => all + (one ?? 0), 0);
  const bytes = sum(nodes.map(({ sessionBytes }) => sessionBytes));
  const held = sum(nodes.map(({ sessions }) => sessions));
  if (bytes === 0 || held === 0) {
    return { bytes: null, perGigabyte: null, basis: 'this store does not tell: bench:stores weighs it by the heap' };
  }
  return heavy(bytes / held, 'the texts that the nodes’ memory stores hold');
}

const heavy = (bytes: number, basis: string): SessionWeight => ({
  bytes,
  perGigabyte: Math.floor(GIGABYTE / bytes),
  basis,
});
