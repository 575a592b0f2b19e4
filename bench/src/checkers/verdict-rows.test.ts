/** Rows give back the verdicts that were put into them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Log } from '../history/log.js';
import type { BirthVerdict } from './judgement.js';
import { VerdictRows } from './verdict-rows.js';

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const items = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(5)).map(([first, more]) => Array.from({ length: more }, (_, i) => first + i)),
  fc.array(fc.nat(20)),
  fc.array(fc.maxSafeNat(), { maxLength: 3 }),
);

const verdict: fc.Arbitrary<BirthVerdict> = fc.record({
  birth: fc.string(),
  shopper: fc.oneof(fc.constant(-1), fc.nat()),
  epoch: fc.nat(3),
  class: fc.constantFrom('leaked', 'destroyed', 'misrouted', 'gone', 'intact'),
  cause: orNull(fc.constantFrom('neverArrived', 'overwritten', 'dropped')),
  returnable: fc.boolean(),
  undetected: fc.boolean(),
  store: orNull(fc.constantFrom('node-1.1', 'redis')),
  atUs: orNull(fc.oneof(fc.maxSafeNat(), fc.constant(0.5))),
  event: orNull(fc.nat()),
  reason: orNull(fc.constant('may have expired')),
  knownItems: items,
  lostItems: items,
  overwrittenItems: items,
  shownBy: orNull(fc.maxSafeNat()),
});

it('gives back verdicts', () => {
  fc.assert(
    fc.property(fc.array(verdict), (verdicts) => {
      const log = new Log(new VerdictRows());
      for (const each of verdicts) log.append(each);
      expect([...log]).toEqual(verdicts);
    }),
  );
});
