/** Lines that are read without `JSON.parse` are what it would have read. */
import type { JournalEntry } from '@session-lab/checkout/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executionsIn } from './journal-text.js';
import { operationLine } from './operation-line.js';
import { operationsIn } from './operation-text.js';
import type { OperationRecord } from './records.js';

const whole = fc.nat({ max: 2 ** 31 });
const plain = fc.stringMatching(/^[ !#-[\]-~]{0,40}$/);
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const operation: fc.Arbitrary<OperationRecord> = fc.record({
  kind: fc.constant('op' as const),
  id: fc.oneof(
    whole,
    whole.map((n) => 1e12 + n),
  ),
  origin: fc.constantFrom('planned' as const, 'restart', 'retry', 'final'),
  shopper: whole,
  lane: whole,
  jar: whole,
  epoch: whole,
  step: fc.constantFrom('open' as const, 'signOut'),
  item: orNull(whole),
  retryOf: orNull(whole),
  intendedUs: whole,
  readyUs: whole,
  sentUs: whole,
  keySent: orNull(plain),
  doneUs: whole,
  keyGiven: orNull(plain),
  outcome: fc.constantFrom('ok' as const, 'fail', 'indeterminate'),
  error: orNull(plain),
  status: orNull(whole),
  balancerMade: fc.boolean(),
  node: orNull(plain),
  speaks: fc.boolean(),
  birth: orNull(plain),
  items: plain,
  receipt: fc.boolean(),
});

const HEAD = '{"kind":"event"}\n';

describe('the line of an operation', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(operation, (op) => {
        const line = operationLine(op);
        const read = operationsIn(`${HEAD}${line}\n${line}`)(HEAD.length, HEAD.length + line.length);
        expect(read).toEqual(JSON.parse(line));
      }),
    );
  });

  const line = operationLine(fc.sample(operation, { numRuns: 1, seed: 1 })[0] as OperationRecord);

  it('is left to JSON.parse when anything in it is changed, or it is what it was', () => {
    const others = fc.tuple(fc.nat({ max: line.length - 1 }), fc.constantFrom(...' "{}:,-.0e9nulltrue', ''));
    fc.assert(
      fc.property(others, ([at, other]) => {
        const changed = line.slice(0, at) + other + line.slice(at + 1);
        const read = operationsIn(changed)(0, changed.length);
        if (read !== null) expect(read).toEqual(JSON.parse(changed));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['another record', '{"kind":"skip","t":1}'],
    ['a field more', line.replace(/\}$/, ',"more":1}')],
    ['a field less', line.replace(/"lane":\d+,/, '')],
    ['a number below zero', line.replace(/"lane":\d+/, '"lane":-1')],
    ['half of it', line.slice(0, 100)],
    ['nothing', ''],
  ])('is left to JSON.parse: %s', (_what, text) => {
    expect(operationsIn(text)(0, text.length)).toBeNull();
  });
});

describe('the line of an execution', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(
        whole,
        fc.oneof(
          whole,
          whole.map((n) => 1e12 + n),
        ),
        (t, op) => {
          const line = JSON.stringify({ k: 'op', t, op } satisfies JournalEntry);
          expect(executionsIn(`x${line}\n`)(1, line.length + 1)).toEqual({ k: 'op', t, op });
        },
      ),
    );
  });

  it.each([
    '{"k":"op","t":1,"op":-1}',
    '{"k":"op","t":1.5,"op":1}',
    '{"k":"op","t":01,"op":1}',
    '{"k":"op","t":,"op":1}',
    '{"k":"op","t":1,"op":1',
    '{"k":"op","t":1,"op":1}}',
    '{"k":"op","t":1,"op":1234567890123456}',
    '{"k":"created","t":1,"op":1,"birth":"b","key":"k"}',
  ])('is left to JSON.parse: %s', (line) => {
    expect(executionsIn(line)(0, line.length)).toBeNull();
  });
});
