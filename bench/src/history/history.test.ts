import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { History, headerOf, V } from '../checkers/builders.js';
import { judge } from '../checkers/judge.js';
import { TRIAL_FILES } from './files.js';
import { inMemory } from './in-memory.js';
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
    const before = inMemory(await readTrial(dir));
    expect(before).toMatchObject({ header, operations, jars, skips, events });
    expect(before).not.toHaveProperty('damage');
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
    expect(inMemory(await readTrial(dir))).toEqual(before);
  });

  it('is in order of time although records came too late, the lab first at the same moment', async () => {
    using operations = new HistoryWriter(join(dir, TRIAL_FILES.operations));
    using events = new HistoryWriter(join(dir, TRIAL_FILES.events));
    const skip = (t: number, id: number): HistoryRecord => {
      const common = { origin: 'planned', shopper: 1, step: 'browse', intendedUs: 0, reason: 'not-needed' } as const;
      return { kind: 'skip', t, id, ...common };
    };
    const sample = (t: number): HistoryRecord => ({ kind: 'sample', t, processes: {}, machineCpu: null, steal: null });
    for (const [t, id] of [
      [30, 1],
      [10, 2],
      [20, 3],
      [20, 4],
      [5, 5],
    ] as const)
      operations.append(skip(t, id));
    for (const t of [40, 20, 1]) events.append(sample(t));
    events.append(headerOf({}));
    for (const writer of [operations, events]) writer[Symbol.dispose]();
    await mergeHistory(dir);
    const merged = gunzipSync(readFileSync(join(dir, TRIAL_FILES.history)))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    const told = merged.map((line) => JSON.parse(line) as { kind: string; t?: number; id?: number });
    expect(told.map(({ kind, t = null, id = null }) => [kind, t, id])).toEqual([
      ['trial', null, null],
      ['sample', 1, null],
      ['skip', 5, 5],
      ['skip', 10, 2],
      ['sample', 20, null],
      ['skip', 20, 3],
      ['skip', 20, 4],
      ['skip', 30, 1],
      ['sample', 40, null],
    ]);
    expect((await readTrial(dir)).damage).toBeUndefined();
  });

  it('uses a file whose last line was cut in half up to there, and says so', async () => {
    const { operations } = write();
    appendFileSync(join(dir, TRIAL_FILES.operations), '{"kind":"op","id":4');
    const trial = inMemory(await readTrial(dir));
    expect(trial.operations).toEqual(operations);
    expect(trial.damage).toEqual([
      expect.stringMatching(/history\.operations\.ndjson:5: the last line is cut in half/),
    ]);
    expect(judge(trial).doubts).toContain(trial.damage?.[0]);
  });

  it('uses a zipped history that ends too early up to there, and says so', async () => {
    const { operations } = write();
    await mergeHistory(dir);
    const whole = gunzipSync(readFileSync(join(dir, TRIAL_FILES.history)));
    const short = gzipSync(whole.subarray(0, -20));
    writeFileSync(join(dir, TRIAL_FILES.history), short.subarray(0, -8));
    const trial = inMemory(await readTrial(dir));
    expect([trial.operations, trial.end]).toEqual([operations, null]);
    expect(trial.damage).toEqual([expect.stringMatching(/history\.ndjson\.gz:7: the last line is cut in half/)]);
  });

  it('reads a last line that is whole although its line feed is missing', async () => {
    const { operations } = write();
    const path = join(dir, TRIAL_FILES.operations);
    writeFileSync(path, readFileSync(path, 'utf8').trimEnd());
    const trial = inMemory(await readTrial(dir));
    expect([trial.operations, trial.damage]).toEqual([operations, undefined]);
  });

  it.each(['what is this?', '{"kind":"op"', 'null', '17', ''])(
    'names file and line of a corrupt one: %j',
    async (line) => {
      write();
      const path = join(dir, TRIAL_FILES.events);
      const [first, ...rest] = readFileSync(path, 'utf8').split('\n');
      writeFileSync(path, [first, line, ...rest].join('\n'));
      await expect(readTrial(dir)).rejects.toThrow(/history\.events\.ndjson:2: the line is not JSON: found "/);
    },
  );

  it.each([
    ['history.ndjson.gz', '{"kind":"op","id":7}'],
    [join(TRIAL_FILES.journals, `${V}.ndjson`), '{"k":"created","t":1,"op":1}'],
    [TRIAL_FILES.ledger, '{}'],
  ])('names file and line of one that is JSON and no record: %s', async (name, line) => {
    write();
    await mergeHistory(dir);
    const path = join(dir, name);
    const zipped = name.endsWith('.gz');
    const [first = '', ...rest] = zipped ? gunzipSync(readFileSync(path)).toString('utf8').split('\n') : [];
    const text = (zipped ? [first, line, ...rest] : [line, '']).join('\n');
    writeFileSync(path, zipped ? gzipSync(text) : text);
    const place = `${name}:${zipped ? 2 : 1}`;
    await expect(readTrial(dir)).rejects.toThrow(`${place}: the line is no record: found "`);
  });

  it.each([
    ['trial', { loadStartUs: 'x' }, '"loadStartUs" is the text "x", expected a number'],
    ['trial', { design: null }, '"design" is null, expected an object'],
    ['op', { intendedUs: 'x' }, '"intendedUs" is the text "x", expected a number'],
    ['op', { kind: 'opp' }, '"kind" is the text "opp", expected one of trial, op, '],
    ['trial', { plannedOperations: '7' }, '"plannedOperations" is the text "7", expected a number'],
    ['event', { loses: {} }, '"loses" is an object, expected a list'],
    ['end', { nodes: undefined }, '"nodes" is missing, expected an object'],
  ])('says which field of a changed record "%s" holds what it must not: %j', async (kind, change, words) => {
    write();
    const changed = (text: string) =>
      text.replace(new RegExp(`^\\{"kind":"${kind}".*$`, 'm'), (line) =>
        JSON.stringify({ ...JSON.parse(line), ...change }),
      );
    const part = join(dir, kind === 'op' ? TRIAL_FILES.operations : TRIAL_FILES.events);
    const sound = readFileSync(part, 'utf8');
    writeFileSync(part, changed(sound));
    // In the parts that a kill leaves, and in the whole.
    await expect(readTrial(dir)).rejects.toThrow(words);
    writeFileSync(part, sound);
    await mergeHistory(dir);
    const whole = join(dir, TRIAL_FILES.history);
    writeFileSync(whole, gzipSync(changed(gunzipSync(readFileSync(whole)).toString('utf8'))));
    await expect(readTrial(dir)).rejects.toThrow(/history\.ndjson\.gz:\d+: the line is no record: found "/);
    await expect(readTrial(dir)).rejects.toThrow(words);
  });

  it('calls a damaged file unreadable', async () => {
    write();
    await mergeHistory(dir);
    writeFileSync(join(dir, TRIAL_FILES.history), 'not gzip');
    await expect(readTrial(dir)).rejects.toThrow('it is damaged');
  });

  it('says what is wrong with a folder that holds no trial, and with another format', async () => {
    await expect(readTrial(dir)).rejects.toThrow('it has no history');
    const sample = '{"kind":"sample","t":1,"processes":{},"machineCpu":null,"steal":null}';
    writeFileSync(join(dir, TRIAL_FILES.events), `${sample}\n`);
    await expect(readTrial(dir)).rejects.toThrow('it has no header');
    const other = { ...headerOf({}), format: 99 } as unknown as HistoryRecord;
    writeFileSync(join(dir, TRIAL_FILES.events), `${JSON.stringify(other)}\n`);
    await expect(readTrial(dir)).rejects.toThrow('its format is 99');
    const text = { ...headerOf({}), format: '1' } as unknown as HistoryRecord;
    writeFileSync(join(dir, TRIAL_FILES.events), `${JSON.stringify(text)}\n`);
    await expect(readTrial(dir)).rejects.toThrow('its format is the text "1"');
  });
});
