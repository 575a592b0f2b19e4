import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { History, headerOf, V } from '../checkers/builders.js';
import { TRIAL_FILES } from './files.js';
import { mergeHistory } from './merge.js';
import { readTrial } from './reader.js';
import type { HistoryRecord } from './records.js';
import { writeDump, writeLedger } from './snapshots.js';
import { HistoryWriter } from './writer.js';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'session-lab-history-'));
  for (const part of [TRIAL_FILES.journals, TRIAL_FILES.dumps]) mkdirSync(join(dir, part));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Records as two processes write them: operations in one file, the rest in the other. */
function write() {
  const history = new History();
  history.born('b1', 'k1', 1, 10);
  history.op({ at: [40, 60], key: 'k1', birth: 'b1', items: [1] });
  history.event('node-killed', V, [50, 55], { loses: [V] });
  history.startOver(58);
  history.skip(9, 'gave-up');
  const trial = history.trial();
  using operations = new HistoryWriter(join(dir, TRIAL_FILES.operations));
  using events = new HistoryWriter(join(dir, TRIAL_FILES.events));
  events.append(trial.header);
  for (const record of [...trial.operations, ...trial.jars, ...trial.skips]) operations.append(record);
  for (const record of trial.events) events.append(record);
  events.append({
    kind: 'end',
    t: 99,
    interrupted: false,
    quiet: true,
    generator: null,
    balancer: null,
    redis: null,
    nodes: {},
  });
  return trial;
}

describe('history', () => {
  it('reads back what was written, before and after the two files are merged', async () => {
    const { header, operations, jars, skips, events } = write();
    writeFileSync(join(dir, TRIAL_FILES.journals, `${V}.ndjson`), '{"k":"op","t":1,"op":1}\n');
    writeDump(dir, {
      store: 'node-2.1',
      t: 5,
      reason: null,
      sessions: [{ key: 'k', birth: 'b', items: '1', ttlMs: null, receipt: false }],
    });
    writeDump(dir, { store: 'redis', t: 5, reason: 'it is dead', sessions: null });
    writeDump(dir, { store: 'spare', t: 5, reason: null, sessions: [], unreadable: ['k2'] });
    writeLedger(dir, [{ t: 1, key: 'pay-b', account: 'shopper-1', op: 3, amountCents: 999 }]);
    const before = readTrial(dir);
    expect(before).toMatchObject({ header, operations, jars, skips, events });
    expect(before.journals).toEqual([{ incarnation: V, entries: [{ k: 'op', t: 1, op: 1 }] }]);
    expect(before.dumps.map(({ store, sessions }) => [store, sessions?.length ?? null])).toEqual([
      ['node-2.1', 1],
      ['redis', null],
      ['spare', 0],
    ]);
    expect(before.dumps.map(({ unreadable }) => unreadable)).toEqual([undefined, undefined, ['k2']]);
    expect(before.ledger).toHaveLength(1);
    await mergeHistory(dir);
    expect(existsSync(join(dir, TRIAL_FILES.operations))).toBe(false);
    expect(readTrial(dir)).toEqual(before);
  });

  it('uses a file whose last line was cut in half up to there', () => {
    const { operations } = write();
    appendFileSync(join(dir, TRIAL_FILES.operations), '{"kind":"op","id":4');
    expect(readTrial(dir).operations).toEqual(operations);
  });

  it('names file and line of a corrupt one', () => {
    write();
    appendFileSync(join(dir, TRIAL_FILES.events), 'what is this?\n');
    expect(() => readTrial(dir)).toThrow(/history\.events\.ndjson:4: the line is not JSON/);
  });

  it('calls a damaged file unreadable', async () => {
    write();
    await mergeHistory(dir);
    writeFileSync(join(dir, TRIAL_FILES.history), 'not gzip');
    expect(() => readTrial(dir)).toThrow('it is damaged');
  });

  it('says what is wrong with a folder that holds no trial, and with another format', () => {
    expect(() => readTrial(dir)).toThrow('it has no history');
    writeFileSync(join(dir, TRIAL_FILES.events), '{"kind":"event"}\n');
    expect(() => readTrial(dir)).toThrow('it has no header');
    const other = { ...headerOf({}), format: 99 } as unknown as HistoryRecord;
    writeFileSync(join(dir, TRIAL_FILES.events), `${JSON.stringify(other)}\n`);
    expect(() => readTrial(dir)).toThrow('its format is 99');
  });
});
