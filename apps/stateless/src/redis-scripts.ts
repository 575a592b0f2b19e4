/**
 * What the store does in one atomic step of Redis, as Lua. Texts pass through as the bytes that they are: decoding JSON in
 * Lua would turn `[]` into `{}` and round large numbers. Only the absolute end is read, which stands in front.
 *
 * The client sends a script whole once a connection, then by its hash; where Redis has forgotten it (SCRIPT FLUSH), it
 * sends it whole again. A restart or a failover is a new connection.
 */
import { ENDS_AT } from '@session-lab/checkout';
import type { Redis } from 'ioredis';

/** Idle time from now on, and never beyond the absolute end. One in the past removes the session. */
const SLIDE = `
local function slide(key, idle)
  local ends = string.match(redis.call('GETRANGE', key, 0, 40), '^{"${ENDS_AT}":(%d+)')
  if ends then
    redis.call('PEXPIREAT', key, ends)
    if redis.call('PTTL', key) <= tonumber(idle) then return end
  end
  redis.call('PEXPIRE', key, idle)
end`;

/** KEYS: session. ARGV: idle time in ms. Returns the text, or nothing. */
const LOAD = `${SLIDE}
slide(KEYS[1], ARGV[1])
return redis.call('GET', KEYS[1])`;

/** KEYS: session. ARGV: text, idle time in ms. */
const CREATE = `${SLIDE}
redis.call('SET', KEYS[1], ARGV[1])
slide(KEYS[1], ARGV[2])
return 1`;

/**
 * KEYS: session. ARGV: what to append; perhaps the text as it was looked up, and as it should be written anew, which is
 * done if nobody has changed it since. Returns 0, and does nothing, when the session is gone.
 */
const UPDATE = `
if ARGV[2] and redis.call('GET', KEYS[1]) == ARGV[2] then
  redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
  return 1
end
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('APPEND', KEYS[1], ARGV[1])
return 1`;

/** KEYS: old, new. ARGV: idle time in ms, what to append. Returns 0, and does nothing, when the session is gone. */
const MOVE = `${SLIDE}
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[2])
redis.call('APPEND', KEYS[2], ARGV[2])
slide(KEYS[2], ARGV[1])
return 1`;

/** The scripts as methods of the client. */
export interface SessionScripts {
  loadSession(key: string, idleTtlMs: number): Promise<string | null>;
  createSession(key: string, text: string, idleTtlMs: number): Promise<number>;
  updateSession(key: string, appendix: string, ...asLookedUpAndAnew: string[]): Promise<number>;
  moveSession(from: string, to: string, idleTtlMs: number, appendix: string): Promise<number>;
}
export type ScriptedRedis = Redis & SessionScripts;

export function withScripts(redis: Redis): ScriptedRedis {
  redis.defineCommand('loadSession', { numberOfKeys: 1, lua: LOAD });
  redis.defineCommand('createSession', { numberOfKeys: 1, lua: CREATE });
  redis.defineCommand('updateSession', { numberOfKeys: 1, lua: UPDATE });
  redis.defineCommand('moveSession', { numberOfKeys: 2, lua: MOVE });
  return redis as ScriptedRedis;
}
