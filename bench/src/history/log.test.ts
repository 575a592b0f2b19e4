/** Rows give back what was put into them, however many there are. */
import { formatRanges, type JournalEntry, STEPS, type Step } from '@session-lab/checkout/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DumpRows } from './dump-rows.js';
import { JournalRows } from './journal-rows.js';
import { Log, type RowFormat } from './log.js';
import { OperationRows } from './operation-rows.js';
import type { OperationRecord } from './records.js';
import { RowShares, shareOutRows } from './row-shares.js';
import { shareOut } from './shares.js';
import { sideBySide } from './side-by-side.js';
import { StringTable } from './strings.js';

const nat = (max: number) => fc.nat({ max });
const id = fc.maxSafeNat();
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const text = fc.oneof(fc.string(), fc.constantFrom('node-1.1', 'k1', 'ein Schlüssel', ''));
const items = fc.oneof(
  fc.uniqueArray(nat(40)).map(formatRanges),
  nat(2 ** 32).map((item) => `${item}-${item + 3}`),
  // Nobody writes these, and they come back as they are.
  fc.constantFrom('5-5', '05', '7-3', '0', '0-1', '3-', '-3', '00', '1,2', '4294967295', '1-4294967294', 'odd'),
);
const us = fc.oneof(id, nat(10));

const operation: fc.Arbitrary<OperationRecord> = fc.record({
  kind: fc.constant('op' as const),
  id,
  origin: fc.constantFrom('planned' as const, 'restart', 'retry', 'final'),
  shopper: nat(2 ** 31),
  lane: nat(100),
  jar: nat(3),
  epoch: nat(1),
  step: fc.constantFrom(...(Object.keys(STEPS) as Step[])),
  item: orNull(id),
  retryOf: orNull(id),
  intendedUs: us,
  readyUs: us,
  sentUs: us,
  doneUs: us,
  keySent: orNull(text),
  keyGiven: orNull(text),
  outcome: fc.constantFrom('ok' as const, 'fail', 'indeterminate'),
  status: orNull(fc.integer({ min: 100, max: 599 })),
  error: orNull(text),
  balancerMade: fc.boolean(),
  node: orNull(text),
  speaks: fc.boolean(),
  birth: orNull(text),
  items,
  receipt: fc.boolean(),
});

const line = fc.record({ t: us, op: fc.oneof(id, fc.constant(-1)), birth: text, key: text });
const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record({ k: fc.constant('op' as const), t: us, op: id }),
  line.map((each) => ({ k: 'created' as const, ...each })),
  line.map((each) => ({ k: 'ended' as const, ...each })),
  fc.tuple(line, text).map(([each, from]) => ({ k: 'moving' as const, ...each, from })),
  fc.tuple(line, text).map(([each, from]) => ({ k: 'moved' as const, ...each, from })),
  fc.record({ k: fc.constant('stop' as const), t: us }),
  fc.record({ k: fc.constant('start' as const), t: us, node: text, pid: nat(99), store: text }),
);

const session = fc.record({
  key: text,
  birth: text,
  items,
  ttlMs: orNull(fc.double({ min: -1e9, max: 1e9, noNaN: true })),
  receipt: fc.boolean(),
});

function giveBack<T>(records: readonly T[], formatOf: (strings: StringTable) => RowFormat<T>): void {
  const strings = new StringTable();
  const log = new Log(formatOf(strings));
  for (const record of records) log.append(record);
  strings.close();
  expect([log.length, [...log]]).toEqual([records.length, records]);
}

describe('rows', () => {
  it('give back operations', () => {
    fc.assert(
      fc.property(fc.array(operation), (records) => giveBack(records, (strings) => new OperationRows(strings))),
    );
  });

  it('give back lines of journals', () => {
    fc.assert(fc.property(fc.array(entry), (records) => giveBack(records, (strings) => new JournalRows(strings))));
  });

  it('give back sessions of dumps', () => {
    fc.assert(fc.property(fc.array(session), (records) => giveBack(records, (strings) => new DumpRows(strings))));
  });
});

/** A number a row. */
const NUMBERS: RowFormat<number> = {
  bytes: 8,
  write: (view, at, number) => view.setFloat64(at, number),
  read: (view, at) => view.getFloat64(at),
};
/** More than what stays in memory. */
const MANY = 100_000;
const many = Array.from({ length: MANY }, (_, i) => i);

describe('a log', () => {
  const log = new Log(NUMBERS);
  for (const number of many) log.append(number);

  it('is walked again and again, also while it is walked', () => {
    for (const first of log) {
      expect(first).toBe(0);
      expect([...log]).toEqual(many);
      break;
    }
    expect([...log].length).toBe(MANY);
  });

  it('filters and finds as an array does', () => {
    const test = (number: number) => number % 40_000 === 39_999;
    expect([log.filter(test), log.find(test), log.some(test)]).toEqual([[39_999, 79_999], 39_999, true]);
    expect([log.find((number) => number < 0), log.some((number) => number < 0)]).toEqual([undefined, false]);
  });

  const SHARES = 7;
  const shareOf = (number: number) => ((number * number) % SHARES) + 1;

  it.each([
    ['rows', new RowShares(NUMBERS, shareOutRows(log, SHARES, (view, at) => shareOf(view.getFloat64(at))).written)],
    ['records', shareOut(many, SHARES, shareOf)],
  ])('is shared out, %s of several shares in order', (_what, shares) => {
    for (const some of [[1], [2], [3], [7], [1, 2], [5, 1, 7], [1, 2, 3, 4, 5, 6, 7]]) {
      expect(shares.of(new Set(some))).toEqual(many.filter((number) => some.includes(shareOf(number))));
    }
  });
});

describe('two trials side by side', () => {
  const trialOf = (records: readonly OperationRecord[]) => {
    const log = new Log(new OperationRows(new StringTable()));
    for (const record of records) log.append(record);
    return log;
  };
  const few = fc.array(
    operation.map((op) => ({ ...op, shopper: op.shopper % 5 })),
    { maxLength: 30 },
  );

  it('keep every operation, in order, each shopper in one of the pairs', () => {
    fc.assert(
      fc.property(few, few, (a, b) => {
        const pairs = [...sideBySide(trialOf(a), trialOf(b), 4)].map(([ofA, ofB]) => [[...ofA], [...ofB]] as const);
        for (let shopper = 0; shopper < 5; shopper += 1) {
          const isTheirs = (op: OperationRecord) => op.shopper === shopper;
          const ours = pairs.filter((pair) => pair.some((side) => side.some(isTheirs)));
          expect(ours.length).toBe([...a, ...b].some(isTheirs) ? 1 : 0);
          expect(ours[0]?.map((side) => side.filter(isTheirs)) ?? [[], []]).toEqual([
            a.filter(isTheirs),
            b.filter(isTheirs),
          ]);
        }
      }),
    );
  });
});
