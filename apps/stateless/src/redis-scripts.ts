/**
 * What the store does in one atomic step of Redis, as Lua. Values pass through as the bytes that they are: decoding JSON
 * in Lua would turn `[]` into `{}` and round large numbers. Only the absolute end is read as what it is: a number.
 *
 * The client sends a script whole once a connection, then by its hash; where Redis has forgotten it (SCRIPT FLUSH), it
 * sends it whole again. A restart or a failover is a new connection.
 */
import { ENDS_AT } from '@session-lab/checkout';
import type { Redis } from 'ioredis';

/** Idle time from now on, and never beyond the absolute end. One in the past removes the session. */
const SLIDE = `
local function slide(key, idle)
  local ends = redis.call('HGET', key, '${ENDS_AT}')
  if ends then
    redis.call('PEXPIREAT', key, ends)
    if redis.call('PTTL', key) <= tonumber(idle) then return end
  end
  redis.call('PEXPIRE', key, idle)
end`;

/** KEYS: session. ARGV: idle time in ms. Returns field, value, … */
const LOAD = `${SLIDE}
slide(KEYS[1], ARGV[1])
return redis.call('HGETALL', KEYS[1])`;

/** KEYS: session. ARGV: idle time in ms, then field, value, … */
const CREATE = `${SLIDE}
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
slide(KEYS[1], ARGV[1])
return 1`;

/** KEYS: session. ARGV: field, value, … Returns 0, and does nothing, when the session is gone. */
const UPDATE = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV))
return 1`;

/** KEYS: old, new. ARGV: idle time in ms, then field, value, … Returns 0, and does nothing, when the session is gone. */
const MOVE = `${SLIDE}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[2])
if #ARGV > 1 then redis.call('HSET', KEYS[2], unpack(ARGV, 2)) end
slide(KEYS[2], ARGV[1])
return 1`;

/** The scripts as methods of the client. */
export interface SessionScripts {
  loadSession(key: string, idleTtlMs: number): Promise<string[]>;
  createSession(key: string, idleTtlMs: number, ...fieldsAndValues: string[]): Promise<number>;
  updateSession(key: string, ...fieldsAndValues: string[]): Promise<number>;
  moveSession(from: string, to: string, idleTtlMs: number, ...fieldsAndValues: string[]): Promise<number>;
}
export type ScriptedRedis = Redis & SessionScripts;

export function withScripts(redis: Redis): ScriptedRedis {
  redis.defineCommand('loadSession', { numberOfKeys: 1, lua: LOAD });
  redis.defineCommand('createSession', { numberOfKeys: 1, lua: CREATE });
  redis.defineCommand('updateSession', { numberOfKeys: 1, lua: UPDATE });
  redis.defineCommand('moveSession', { numberOfKeys: 2, lua: MOVE });
  return redis as ScriptedRedis;
}
