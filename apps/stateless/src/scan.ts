/** Every session in Redis, listed without touching any: what a dump is made from. */
import type { Redis } from 'ioredis';

/** Keys that one step of a scan asks for. */
const COUNT = 1000;

/**
 * Walks over all names with the prefix, each once, although SCAN may name one twice.
 *
 * @param peek reads what is under a name; null for what is gone by then
 * @param inTime whatever has to be done about a step that takes too long
 */
export async function* scan<Found>(
  redis: Redis,
  prefix: string,
  peek: (name: string) => Promise<Found | null>,
  inTime: <Result>(asked: Promise<Result>) => Promise<Result> = (asked) => asked,
): AsyncIterable<Found> {
  const seen = new Set<string>();
  let cursor = '0';
  do {
    const [next, names] = await inTime(redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', COUNT));
    cursor = next;
    const fresh = names.filter((name) => !seen.has(name));
    for (const name of fresh) seen.add(name);
    const found = await inTime(Promise.all(fresh.map(peek)));
    for (const one of found) if (one !== null) yield one;
  } while (cursor !== '0');
}
