/**
 * What Redis counts of itself, read before and after a slice. The reading's own share is taken off exactly: a command is
 * counted once it is done, its bytes when they are read, its answer's bytes after it was written.
 */
import { ANSWER_DEADLINE_MS, askLine } from '../../cluster/process/loopback.js';
import { isWholeBulk } from '../../cluster/process/redis.js';

const QUESTION = 'INFO all';

export interface RedisReading {
  readonly commands: number;
  readonly cpuUs: number;
  /** In and out. */
  readonly netBytes: number;
  /** Of the answer that this was read from. */
  readonly answerBytes: number;
}

export interface RedisUse {
  /** Those that a script runs inside Redis count, too. */
  readonly commands: number;
  readonly cpuUs: number;
  readonly netBytes: number;
}

export async function readRedis(port: number): Promise<RedisReading> {
  return parseReading(await ask(port, QUESTION, isWholeBulk));
}

/** @param answer to {@link QUESTION}, as it came @throws Error when it lacks a counter */
export function parseReading(answer: string): RedisReading {
  const counter = (name: string): number => {
    const value = new RegExp(`^${name}:([\\d.]+)\\r?$`, 'm').exec(answer)?.[1];
    if (value === undefined) throw new Error(`${QUESTION} lacks ${name}`);
    return Number(value);
  };
  const calls = [...answer.matchAll(/^cmdstat_[^:]+:calls=(\d+)/gm)].map(([, count]) => Number(count));
  return {
    commands: calls.reduce((sum, count) => sum + count, 0),
    cpuUs: Math.round((counter('used_cpu_user') + counter('used_cpu_sys')) * 1e6),
    netBytes: counter('total_net_input_bytes') + counter('total_net_output_bytes'),
    answerBytes: Buffer.byteLength(answer),
  };
}

/** What was used between two readings, the readings apart. */
export function useBetween(before: RedisReading, after: RedisReading): RedisUse {
  return {
    commands: after.commands - before.commands - 1,
    cpuUs: after.cpuUs - before.cpuUs,
    netBytes: after.netBytes - before.netBytes - before.answerBytes - Buffer.byteLength(`${QUESTION}\n`),
  };
}

/** Bytes of the one key whose name ends with this session key, with what Redis needs around it. @throws Error for none */
export async function keyBytes(port: number, sessionKey: string): Promise<number> {
  const found = await ask(port, `KEYS *:${sessionKey.replaceAll(/[*?[\]\\]/g, '\\$&')}`, isWholeArrayOfOne);
  const name = found.split('\r\n')[2] ?? '';
  const answer = await ask(port, `MEMORY USAGE ${name} SAMPLES 0`, (text) => text.endsWith('\r\n'));
  const bytes = /^:(\d+)\r\n$/.exec(answer)?.[1];
  if (bytes === undefined) throw new Error(`Redis does not say what ${name} weighs: ${answer.trim()}`);
  return Number(bytes);
}

function ask(port: number, line: string, isWhole: (text: string) => boolean): Promise<string> {
  return askLine({ host: '127.0.0.1', port }, line, { isWhole, signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) });
}

/** An answer that lists another number of keys is whole, too, and is refused by who reads it. */
function isWholeArrayOfOne(text: string): boolean {
  return text.startsWith('*1\r\n') ? text.split('\r\n').length >= 4 : text.endsWith('\r\n');
}
