/**
 * Errors that prove that a command, or one of our scripts, did nothing. Redis decides on these before it runs a command.
 * In a script it decides so at each command, but for memory not after the first write, and the other states cannot change
 * while a script runs that takes microseconds. So what is refused is the first write of a script, or all of it:
 *
 * | script | first write | and then |
 * |---|---|---|
 * | load | PEXPIREAT or PEXPIRE | PEXPIRE |
 * | create | SET | PEXPIREAT, PEXPIRE |
 * | update | SET | nothing |
 * | move | SET | RENAME, PEXPIREAT, PEXPIRE |
 *
 * NOPERM is none of them: a user who may SET and not RENAME would be refused half-way. Neither is an error of a Redis
 * before 7 in a script: it says ERR, whatever it was.
 */

const CODES: ReadonlySet<string> = new Set(['BUSY', 'LOADING', 'MISCONF', 'NOAUTH', 'NOREPLICAS', 'OOM', 'READONLY']);
/** The client's own word for a connection that it has given up, and not yet seen closed. */
const NOT_SENT = "Stream isn't writeable and enableOfflineQueue options is false";

/** Whether this Redis is a replica, or has become one. */
export const isOfReplica = (error: Error): boolean => codeOf(error) === 'READONLY';

/** Whether Redis has forgotten a script that was asked for by its hash: it ran nothing. */
export const isOfForgottenScript = (error: unknown): boolean => codeOf(error) === 'NOSCRIPT';

/** Whether Redis will not let us in: no patience helps. */
export const isOfPassword = (error: unknown): boolean => ['NOAUTH', 'WRONGPASS'].includes(codeOf(error) ?? '');

/** Whether something else than a text stands under a key. */
export const isOfOtherType = (error: unknown): boolean => codeOf(error) === 'WRONGTYPE';

export function didNothing(error: unknown): error is Error {
  return CODES.has(codeOf(error) ?? '') || (error instanceof Error && error.message === NOT_SENT);
}

/** The first word of what Redis answered; nothing for errors of others. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && error.name === 'ReplyError' ? error.message.split(' ', 1)[0] : undefined;
}
