import { expect, it } from 'vitest';
import type { GeneratorCounters } from '../history/records.js';
import type { WarningInput } from './warning.js';
import { WARNINGS } from './warnings.js';

const { check } = WARNINGS['connections-shared'];
/** Nothing but what the generators of some trials counted. */
const inputOf = (...counted: (GeneratorCounters['connections'] | null)[]): WarningInput =>
  ({
    judged: counted.map((connections) => ({
      trial: { end: { generator: { sent: 1, cpuSeconds: 1, ...(connections == null ? {} : { connections }) } } },
    })),
  }) as unknown as WarningInput;

it('says nothing while each device has a connection of its own, nor of histories that do not tell', () => {
  expect(check(inputOf({ peak: 4000, shared: 0, waited: 0 }, null))).toBeNull();
});

it('says that connections were pooled, over all trials, and whether somebody waited', () => {
  const once = { peak: 9000, shared: 12, waited: 0 };
  expect(check(inputOf(once, { ...once, shared: 30 }))).toBe(
    'connections were pooled: more devices than the 9000 connections that may be open; 42 requests took over one of another device',
  );
  expect(check(inputOf({ ...once, waited: 3 }))).toMatch(/another device, and 3 had to wait for one$/);
});
