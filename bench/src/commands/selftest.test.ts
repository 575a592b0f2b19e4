import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { RunFolder } from '../store/run-folder.js';
import { fakeIo } from './io.fake.js';
import { leave } from './selftest.js';

const folder = mkdtempSync(join(tmpdir(), 'session-lab-selftest-left-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('says where the histories of a self-test are that did not end, and leaves no empty folder', () => {
  const { io, stderr } = fakeIo({ cwd: folder });
  const empty = RunFolder.create(folder, 'selftest', 'empty', folder);
  leave(empty, io);
  expect({ stands: existsSync(empty.path), said: stderr() }).toEqual({ stands: false, said: '' });

  const begun = RunFolder.create(folder, 'selftest', 'mine', folder);
  begun.write('constant/history.ndjson', 'half a line');
  leave(begun, io);
  expect(existsSync(join(folder, 'mine.partial', 'constant', 'history.ndjson'))).toBe(true);
  expect(stderr()).toBe('the self-test did not end: the histories until then are in mine.partial\n');
});
