import { describe, expect, it } from 'vitest';
import { deathError, deathOf } from './deaths.js';

describe('deathOf', () => {
  it.each([
    ['redis', 'shared', { what: 'store-killed', loses: ['redis'] }],
    ['balancer', 'node', { what: 'balancer-exited', loses: [] }],
    ['payments', 'node', { what: 'payments-exited', loses: [] }],
    ['node-2.3', 'node', { what: 'node-exited', loses: ['node-2.3'] }],
    ['node-2.3', 'shared', { what: 'node-exited', loses: [] }],
  ] as const)('of %s with sessions in %s', (process, place, death) => {
    expect(deathOf(process, place)).toEqual(death);
  });
});

describe('deathError', () => {
  it('quotes the process', () => {
    const error = deathError('redis', 'exit code 1', 'one\ntwo', '/logs/redis.log');
    expect([error.code, error.message, error.hint]).toEqual([
      'LAB_PROCESS_DIED',
      'redis ended by itself (exit code 1). Its last lines:\n  | one\n  | two',
      'its whole log: /logs/redis.log',
    ]);
  });
});
