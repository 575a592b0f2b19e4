/** Lines that are read from their bytes are what `JSON.parse` would have read, and all that it would not read is refused. */
import type { DumpLine, JournalEntry, LedgerEntry } from '@session-lab/checkout/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DumpRows } from './dump-rows.js';
import { JournalRows } from './journal-rows.js';
import { LedgerRows } from './ledger-rows.js';
import { Log, type RowFormat } from './log.js';
import { operationLine } from './operation-line.js';
import { OperationRows } from './operation-rows.js';
import type { OperationRecord } from './records.js';
import { StringTable } from './strings.js';

/** Of more digits than are read here only now and then. */
const whole = fc.oneof({ weight: 40, arbitrary: fc.nat() }, fc.maxSafeNat(), fc.constantFrom(0, 999_999_999_999_999));
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
/** What nodes and drivers write, and now and then what nobody writes. */
const text = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom('node-1.1', 'k1', 'a b', '{"', '') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 250, maxLength: 260 }) },
);
const items = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('', '1', '3-7', '1,2', '05', '7-3', '4294967295') },
  text,
);

const operation: fc.Arbitrary<OperationRecord> = fc.record({
  kind: fc.constant('op' as const),
  id: whole,
  origin: fc.constantFrom('planned' as const, 'restart', 'retry', 'final'),
  shopper: fc.nat(99),
  lane: fc.nat(7),
  jar: fc.nat(1),
  epoch: fc.nat(1),
  step: fc.constantFrom('open' as const, 'signIn', 'view'),
  item: orNull(whole),
  retryOf: orNull(whole),
  intendedUs: fc.oneof({ weight: 9, arbitrary: whole }, fc.constantFrom(-3, 1.5, 1e21)),
  readyUs: whole,
  sentUs: whole,
  keySent: orNull(text),
  doneUs: whole,
  keyGiven: orNull(text),
  outcome: fc.constantFrom('ok' as const, 'fail', 'indeterminate'),
  error: orNull(fc.constantFrom('timeout', 'closed')),
  status: orNull(fc.integer({ min: 100, max: 599 })),
  balancerMade: fc.boolean(),
  node: orNull(text),
  speaks: fc.boolean(),
  birth: orNull(text),
  items,
  receipt: fc.boolean(),
});
const line = { t: whole, op: fc.oneof({ weight: 9, arbitrary: whole }, fc.constant(-1)) };
const ofSession = { birth: text, key: text };
const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record({ k: fc.constant('op' as const), ...line }),
  fc.record({ k: fc.constantFrom('created' as const, 'ended'), ...line, ...ofSession }),
  fc.record({ k: fc.constantFrom('moving' as const, 'moved'), ...line, birth: text, from: text, key: text }),
  fc.record({ k: fc.constant('stop' as const), t: whole }),
);
const session: fc.Arbitrary<DumpLine> = fc.record({
  key: text,
  birth: text,
  items,
  ttlMs: orNull(fc.oneof({ weight: 9, arbitrary: whole }, fc.constant(-0.5))),
  receipt: fc.boolean(),
});
/** Of the ledger's lines, all but the key is kept. */
const charge: fc.Arbitrary<LedgerEntry> = fc.record({
  t: whole,
  key: text,
  account: text,
  op: whole,
  amountCents: whole,
});

interface Kind {
  readonly formatOf: (strings: StringTable) => RowFormat<object>;
  readonly records: fc.Arbitrary<object>;
  readonly lineOf: (record: object) => string;
}
const kindOf = <T extends object>(
  formatOf: (strings: StringTable) => RowFormat<T>,
  records: fc.Arbitrary<T>,
  lineOf: (record: T) => string = JSON.stringify,
): Kind => ({ formatOf, records, lineOf }) as unknown as Kind;

const KINDS: readonly [string, Kind][] = [
  ['operations', kindOf((strings) => new OperationRows(strings), operation, operationLine)],
  ['lines of journals', kindOf((strings) => new JournalRows(strings), entry)],
  ['sessions of dumps', kindOf((strings) => new DumpRows(strings), session)],
  ['charges', kindOf((strings) => new LedgerRows(strings), charge)],
];

const UNANSWERED: OperationRecord = {
  kind: 'op',
  id: 3,
  origin: 'planned',
  shopper: 1,
  lane: 0,
  jar: 0,
  epoch: 0,
  step: 'open',
  item: null,
  retryOf: null,
  intendedUs: 1,
  readyUs: 2,
  sentUs: 3,
  doneUs: 4,
  keySent: null,
  keyGiven: null,
  outcome: 'indeterminate',
  error: 'timeout',
  status: null,
  balancerMade: false,
  node: null,
  speaks: false,
  birth: null,
  items: '',
  receipt: false,
};

/** Whether the line was taken; if so, it says what JSON.parse says, and ends where it ends. */
function taken({ formatOf }: Kind, text: string): boolean {
  const bytes = Buffer.from(`before\n${text}\nafter\n`);
  const log = new Log(formatOf(new StringTable()));
  const end = log.appendLine(bytes, 7);
  if (end < 0) {
    expect(log.length).toBe(0);
    return false;
  }
  expect(end).toBe(7 + Buffer.byteLength(text));
  const other = new Log(formatOf(new StringTable()));
  other.append(JSON.parse(text));
  expect([...log]).toEqual([...other]);
  return true;
}

describe.each(KINDS)('%s', (_name, kind) => {
  it('are read as JSON.parse reads them', () => {
    fc.assert(
      fc.property(kind.records, (record) => {
        taken(kind, kind.lineOf(record));
      }),
    );
  });

  it('that were changed anywhere are left to JSON.parse, or say what it says', () => {
    const byte = fc.oneof(
      fc.constantFrom(...'{}[]",:-.0123456789enulltrf\\ '),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(kind.records, fc.nat(), fc.nat(2), byte, (record, at, removed, put) => {
        const line = kind.lineOf(record);
        const place = at % line.length;
        const changed = line.slice(0, place) + put + line.slice(place + removed);
        if (!changed.includes('\n')) taken(kind, changed);
      }),
      { numRuns: 500 },
    );
  });

  it('that are cut short are left to JSON.parse', () => {
    fc.assert(
      fc.property(kind.records, fc.nat(), (record, at) => {
        const line = kind.lineOf(record);
        expect(taken(kind, line.slice(0, at % line.length))).toBe(false);
      }),
    );
  });
});

describe('what the lab writes', () => {
  const session = { birth: 'bq3f-0c9', key: 'k8Zx_7' };
  const lines: readonly [number, object][] = [
    [1, { k: 'op', t: 1, op: 1_000_000_000_004 }],
    [1, { k: 'created', t: 12, op: 3, ...session }],
    [1, { k: 'moving', t: 12, op: 3, birth: 'b', from: 'k1', key: 'k2' }],
    [1, { k: 'moved', t: 12, op: 3, birth: 'b', from: 'k1', key: 'k2' }],
    [1, { k: 'ended', t: 12, op: 3, ...session }],
    [2, { key: 'k1', birth: 'b1', items: '1-6', ttlMs: null, receipt: false }],
    [2, { key: 'k1', birth: 'b1', items: '1-2,5', ttlMs: 4711, receipt: true }],
    [3, { t: 12, key: 'pay-b', account: 'shopper-7', op: 3, amountCents: 999 }],
  ];
  it.each(lines)('is read without JSON.parse: %s %j', (kind, record) => {
    expect(taken(KINDS[kind]?.[1] as Kind, JSON.stringify(record))).toBe(true);
  });

  it('is read without JSON.parse: operations, with and without an answer', () => {
    const answered: OperationRecord = {
      ...UNANSWERED,
      item: 4,
      keySent: 'k1',
      keyGiven: 'k2',
      outcome: 'ok',
      error: null,
      status: 200,
      node: 'node-1.1',
      speaks: true,
      birth: 'b1',
      items: '1-4',
    };
    for (const each of [UNANSWERED, answered]) expect(taken(KINDS[0]?.[1] as Kind, operationLine(each))).toBe(true);
  });
});

describe('what is no line of ours', () => {
  const journal = KINDS[1]?.[1] as Kind;
  it.each([
    '{"k":"op","t":1,"op":-1}',
    '{"k":"op","t":1.5,"op":1}',
    '{"k":"op","t":01,"op":1}',
    '{"k":"op","t":,"op":1}',
    '{"k":"op","t":1,"op":1',
    '{"k":"op","t":1,"op":1}}',
    '{"k":"op","t":1,"op":1} ',
    '{"k":"op","t":1,"op":1234567890123456}',
    '{"k":"created","t":1,"op":1,"birth":"b","key":null}',
    '{"k":"created","t":1,"op":1,"birth":"b","key":"a\\u0062"}',
    '{"k":"created","t":1,"op":1,"key":"k","birth":"b"}',
  ])('is left to JSON.parse: %s', (text) => {
    expect(taken(journal, text)).toBe(false);
  });
});
