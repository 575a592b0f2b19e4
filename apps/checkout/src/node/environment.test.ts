import { describe, expect, it } from 'vitest';
import { EnvironmentError, readNodeEnvironment } from './environment.js';

const COMPLETE = {
  LAB_NODE: 'node-1.1',
  LAB_PORT: '0',
  LAB_ADMIN_PORT: '8081',
  LAB_JOURNAL: '/tmp/journal.ndjson',
  LAB_SECRET: 'x'.repeat(32),
  LAB_PAYMENTS: 'http://127.0.0.1:9',
  LAB_PAYMENTS_TIMEOUT_MS: '500',
  LAB_IDLE_TTL_MS: '60000',
};

const STORES = ['memory', 'other'];
const readNode = (variables: Record<string, string | undefined>) => readNodeEnvironment(variables, STORES);

describe('the environment of a node', () => {
  it('is read with its units', () => {
    expect(readNode({ ...COMPLETE, LAB_REDIS: 'redis://127.0.0.1:1' })).toEqual({
      node: 'node-1.1',
      store: 'memory',
      port: 0,
      adminPort: 8081,
      journalFile: '/tmp/journal.ndjson',
      secret: 'x'.repeat(32),
      paymentsOrigin: 'http://127.0.0.1:9',
      paymentsTimeoutMs: 500,
      idleTtlMs: 60_000,
      absoluteTtlMs: null,
      itemBytes: 0,
      redisUrl: 'redis://127.0.0.1:1',
      commandTimeoutMs: 1000,
    });
    const more = {
      LAB_STORE: 'other',
      LAB_ABSOLUTE_TTL_MS: '9',
      LAB_ITEM_BYTES: '8',
      LAB_REDIS_COMMAND_TIMEOUT_MS: '200',
    };
    expect(readNode({ ...COMPLETE, ...more })).toMatchObject({
      store: 'other',
      absoluteTtlMs: 9,
      itemBytes: 8,
      redisUrl: null,
      commandTimeoutMs: 200,
    });
  });

  it.each(Object.keys(COMPLETE))('is refused without %s', (name) => {
    expect(() => readNode({ ...COMPLETE, [name]: undefined })).toThrow(new EnvironmentError(`${name} is missing`));
  });

  it.each([
    ['LAB_REDIS_COMMAND_TIMEOUT_MS', '0', '1 to 2147483647'],
    ['LAB_REDIS_COMMAND_TIMEOUT_MS', '3000000000', '1 to 2147483647'],
    ['LAB_PAYMENTS_TIMEOUT_MS', '0', '1 to 2147483647'],
    ['LAB_PAYMENTS_TIMEOUT_MS', '2147483648', '1 to 2147483647'],
    ['LAB_IDLE_TTL_MS', '0', '1 to 3155760000000'],
    ['LAB_IDLE_TTL_MS', '3155760000001', '1 to 3155760000000'],
    ['LAB_ABSOLUTE_TTL_MS', '0', '1 to 3155760000000'],
  ])('is refused when %s is %s, which no timer and no life can be', (name, text, range) => {
    expect(() => readNode({ ...COMPLETE, [name]: text })).toThrow(
      new EnvironmentError(`${name} is not a whole number from ${range}: "${text}"`),
    );
  });

  it('takes the longest timer, and an idle time that is longer than any timer', () => {
    const longest = { LAB_REDIS_COMMAND_TIMEOUT_MS: '2147483647', LAB_IDLE_TTL_MS: '2592000000' };
    expect(readNode({ ...COMPLETE, ...longest })).toMatchObject({
      commandTimeoutMs: 2_147_483_647,
      idleTtlMs: 2_592_000_000,
    });
  });

  it('is refused with every problem at once', () => {
    const wrong = { ...COMPLETE, LAB_STORE: 'disk', LAB_PORT: '65536', LAB_SECRET: 'short', LAB_IDLE_TTL_MS: '1e3' };
    expect(() => readNode(wrong)).toThrow(
      /LAB_STORE is none of memory, other: "disk"; LAB_PORT is not .* 65535: "65536"; LAB_SECRET needs at least 32 characters; LAB_IDLE_TTL_MS is not .* "1e3"/,
    );
  });
});
