/**
 * What the store does in one atomic step of Redis, as Lua. Texts pass through as the bytes that they are: decoding JSON in
 * Lua would turn `[]` into `{}` and round large numbers. Only the absolute end is read, which stands in front.
 *
 * The client sends a script whole once a connection, then by its hash. Where Redis has forgotten it (SCRIPT FLUSH), the
 * first to hear so sends it whole again, and the others by its hash; if it is forgotten once more between those, they send
 * it whole, too, which nobody can forget. A restart or a failover is a new connection.
 *
 * Which of their errors prove that a script did nothing depends on the order of its writes: refusals.ts.
 */
import { ENDS_AT } from '@session-lab/checkout';
import type { Redis } from 'ioredis';
import { isOfForgottenScript } from './refusals.js';

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
 * done unless somebody has done so since. What others have appended meanwhile stays behind it: were it in the way, two
 * writers who take turns would append for ever. Returns 0, and does nothing, when the session is gone.
 *
 * Not by APPEND, which makes room for as much again: a session would take twice its memory.
 */
const UPDATE = `
local text = redis.call('GET', KEYS[1])
if not text then return 0 end
if ARGV[2] and string.sub(text, 1, #ARGV[2]) == ARGV[2] then
  local since = string.sub(text, #ARGV[2] + 1)
  if since == '' or string.byte(since) == 10 then text = ARGV[3] .. since end
end
redis.call('SET', KEYS[1], text .. ARGV[1], 'KEEPTTL')
return 1`;

/**
 * KEYS: old, new. ARGV: idle time in ms, what to append. Returns 0, and does nothing, when the session is gone. It writes
 * first, which Redis may refuse for want of memory; what follows it never does.
 */
const MOVE = `${SLIDE}
local text = redis.call('GET', KEYS[1])
if not text then return 0 end
redis.call('SET', KEYS[1], text .. ARGV[2], 'KEEPTTL')
redis.call('RENAME', KEYS[1], KEYS[2])
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

const SCRIPTS: Readonly<Record<keyof SessionScripts, { readonly numberOfKeys: number; readonly lua: string }>> = {
  loadSession: { numberOfKeys: 1, lua: LOAD },
  createSession: { numberOfKeys: 1, lua: CREATE },
  updateSession: { numberOfKeys: 1, lua: UPDATE },
  moveSession: { numberOfKeys: 2, lua: MOVE },
};

type Ask = (...args: (string | number)[]) => Promise<unknown>;

export function withScripts(redis: Redis): ScriptedRedis {
  const asked = Object.entries(SCRIPTS).map(([name, { numberOfKeys, lua }]) => {
    redis.defineCommand(name, { numberOfKeys, lua });
    const byHash = (redis as unknown as Record<string, Ask>)[name] as Ask;
    const ask: Ask = (...args) =>
      byHash.apply(redis, args).catch((error: unknown) => {
        if (isOfForgottenScript(error)) return redis.eval(lua, numberOfKeys, ...args);
        throw error;
      });
    return [name, ask] as const;
  });
  return Object.assign(redis, Object.fromEntries(asked) as unknown as SessionScripts);
}
