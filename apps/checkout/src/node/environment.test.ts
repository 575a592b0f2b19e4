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

describe('the environment of a node', () => {
  it('is read with its units', () => {
    expect(readNodeEnvironment({ ...COMPLETE, LAB_REDIS: 'redis://127.0.0.1:1' })).toEqual({
      node: 'node-1.1',
      port: 0,
      adminPort: 8081,
      journalFile: '/tmp/journal.ndjson',
      secret: 'x'.repeat(32),
      paymentsOrigin: 'http://127.0.0.1:9',
      paymentsTimeoutMs: 500,
      idleTtlMs: 60_000,
      redisUrl: 'redis://127.0.0.1:1',
      commandTimeoutMs: 1000,
    });
    expect(readNodeEnvironment({ ...COMPLETE, LAB_REDIS_COMMAND_TIMEOUT_MS: '200' })).toMatchObject({
      redisUrl: null,
      commandTimeoutMs: 200,
    });
  });

  it.each(Object.keys(COMPLETE))('is refused without %s', (name) => {
    expect(() => readNodeEnvironment({ ...COMPLETE, [name]: undefined })).toThrow(
      new EnvironmentError(`${name} is missing`),
    );
  });

  it('is refused with every problem at once', () => {
    const wrong = { ...COMPLETE, LAB_PORT: '65536', LAB_SECRET: 'short', LAB_IDLE_TTL_MS: '1e3' };
    expect(() => readNodeEnvironment(wrong)).toThrow(
      /LAB_PORT is not .* 65535: "65536"; LAB_SECRET needs at least 32 characters; LAB_IDLE_TTL_MS is not .* "1e3"/,
    );
  });
});
