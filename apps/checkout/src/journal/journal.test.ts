import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openJournal } from './journal.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('has a line in the file when write returns, and adds to what a file holds', () => {
  const file = join(folder, 'node-1.1.ndjson');
  let t = 0;
  const clock = () => ++t;
  const first = openJournal(file, clock);
  first.write({ k: 'op', op: 7 });
  expect(readFileSync(file, 'utf8')).toBe('{"k":"op","t":1,"op":7}\n');
  first.close();
  const second = openJournal(file, clock);
  second.write({ k: 'stop' });
  second.close();
  expect(readFileSync(file, 'utf8')).toBe('{"k":"op","t":1,"op":7}\n{"k":"stop","t":2}\n');
});
