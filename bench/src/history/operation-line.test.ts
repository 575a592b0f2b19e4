import fc from 'fast-check';
import { expect, it } from 'vitest';
import { operationLine } from './operation-line.js';
import type { OperationRecord } from './records.js';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER });
/** Fields in the order in which the driver makes them. */
const operation: fc.Arbitrary<OperationRecord> = fc.record({
  kind: fc.constant('op'),
  id: whole,
  origin: fc.constantFrom('planned', 'restart', 'retry', 'final'),
  shopper: whole,
  lane: fc.nat(7),
  jar: fc.nat(1),
  epoch: fc.nat(1),
  step: fc.constantFrom('open', 'signIn', 'view'),
  item: fc.option(whole),
  retryOf: fc.option(whole),
  intendedUs: whole,
  readyUs: whole,
  sentUs: whole,
  keySent: fc.option(text),
  doneUs: whole,
  keyGiven: fc.option(text),
  outcome: fc.constantFrom('ok', 'fail', 'indeterminate'),
  error: fc.option(fc.constantFrom('timeout', 'closed')),
  status: fc.option(fc.integer({ min: 100, max: 599 })),
  balancerMade: fc.boolean(),
  node: fc.option(text),
  speaks: fc.boolean(),
  birth: fc.option(text),
  items: text,
  receipt: fc.boolean(),
});

it('is what JSON makes of the record, to the byte', () => {
  fc.assert(
    fc.property(operation, (op) => {
      expect(operationLine(op)).toBe(JSON.stringify(op));
    }),
  );
});
