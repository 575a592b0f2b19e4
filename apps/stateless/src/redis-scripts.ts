/**
 * What the store does in one atomic step of Redis, as Lua. Values pass through as the bytes that they are: decoding JSON
 * in Lua would turn `[]` into `{}` and round large numbers.
 */
import type { Redis } from 'ioredis';

/** KEYS: session. ARGV: time-to-live in ms, then field, value, … */
const CREATE = `
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1`;

/** KEYS: session. ARGV: field, value, … Returns 0, and does nothing, when the session is gone. */
const UPDATE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1`;

/** KEYS: old, new. ARGV: time-to-live in ms, then field, value, … Returns 0, and does nothing, when the session is gone. */
const MOVE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[2])
if #ARGV > 1 then redis.call('HSET', KEYS[2], unpack(ARGV, 2)) end
redis.call('PEXPIRE', KEYS[2], ARGV[1])
return 1`;

/** The scripts as methods of the client. */
export interface SessionScripts {
  createSession(key: string, ttlMs: number, ...fieldsAndValues: string[]): Promise<number>;
  updateSession(key: string, ...fieldsAndValues: string[]): Promise<number>;
  moveSession(from: string, to: string, ttlMs: number, ...fieldsAndValues: string[]): Promise<number>;
}

export function withScripts(redis: Redis): Redis & SessionScripts {
  redis.defineCommand('createSession', { numberOfKeys: 1, lua: CREATE });
  redis.defineCommand('updateSession', { numberOfKeys: 1, lua: UPDATE });
  redis.defineCommand('moveSession', { numberOfKeys: 2, lua: MOVE });
  return redis as Redis & SessionScripts;
}
