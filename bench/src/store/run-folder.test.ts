import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRun, RunFolder, runFolderName } from './run-folder.js';

let results = '';
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'session-lab-results-'));
});
afterEach(() => rmSync(results, { recursive: true }));

const unheard = (words: string): never => {
  throw new Error(words);
};
const create = (name: string, out: string | null = null) => RunFolder.create(results, name, out, results);

describe('run folder', () => {
  it('is named by time, scenarios and commit', () => {
    const startedAt = new Date('2026-11-25T01:38:42.123Z');
    expect(runFolderName({ startedAt, name: 'node-kill', commit: 'a1b2c3d' })).toBe(
      '20261125T013842Z-node-kill-a1b2c3d',
    );
    expect(runFolderName({ startedAt, name: 'steady', commit: null })).toBe('20261125T013842Z-steady-nocommit');
  });

  it('says that it is not finished until it is, and then is the latest', () => {
    const folder = create('one');
    folder.write('manifest.json', '{}');
    expect(folder.path).toBe(join(results, 'runs', 'one.partial'));
    expect(existsSync(join(results, 'latest'))).toBe(false);
    folder.finish(unheard);
    expect(readdirSync(join(results, 'runs'))).toEqual(['one']);
    expect(readlinkSync(join(results, 'latest'))).toBe(join('runs', 'one'));
    expect(folder.files()).toEqual(['manifest.json']);
  });

  it('keeps the trial that is thrown away where no trial is looked for, until it is dropped', () => {
    const folder = create('one');
    const dir = folder.discardedDir();
    expect(existsSync(join(dir, 'logs'))).toBe(true);
    writeFileSync(join(dir, 'history.ndjson'), '');
    expect(existsSync(join(folder.path, 'trials'))).toBe(false);
    folder.dropDiscarded();
    expect(folder.files()).toEqual([]);
  });

  it('keeps two runs of the same second apart, and points to the one that finished last', () => {
    const [one, other] = [create('same'), create('same')];
    for (const folder of [one, other]) folder.write('manifest.json', '{}');
    other.finish(unheard);
    one.finish(unheard);
    expect(readdirSync(join(results, 'runs')).sort()).toEqual(['same', 'same-2']);
    expect(readlinkSync(join(results, 'latest'))).toBe(join('runs', 'same'));
  });

  it('never overwrites what stands at --out, and does not become the latest there', () => {
    writeFileSync(join(results, 'file'), 'mine');
    mkdirSync(join(results, 'full'));
    writeFileSync(join(results, 'full', 'mine'), '');
    expect(() => create('x', 'file')).toThrow('--out file');
    expect(() => create('x', 'full')).toThrow('--out full');
    mkdirSync(join(results, 'empty'));
    const folder = create('x', 'empty');
    folder.write('a/b.txt', 'text');
    folder.finish(unheard);
    expect(readFileSync(join(results, 'empty', 'a', 'b.txt'), 'utf8')).toBe('text');
    expect(existsSync(join(results, 'latest'))).toBe(false);
  });

  it.each(['empty', 'missing'])('leaves alone what was put at --out meanwhile, where it was %s', (before) => {
    const place = join(results, 'out');
    if (before === 'empty') mkdirSync(place);
    const folder = create('x', 'out');
    folder.write('a.txt', 'ours');
    if (before === 'missing') mkdirSync(place);
    writeFileSync(join(place, 'mine'), 'theirs');
    const heard: string[] = [];
    folder.finish((words) => heard.push(words));
    expect(readFileSync(join(place, 'mine'), 'utf8')).toBe('theirs');
    expect(readFileSync(join(folder.path, 'a.txt'), 'utf8')).toBe('ours');
    expect(heard).toEqual([expect.stringContaining(`it was left alone, and the run is in ${place}.partial`)]);
  });

  it('is put where a link at --out leads', () => {
    mkdirSync(join(results, 'there'));
    symlinkSync('there', join(results, 'link'));
    const folder = create('x', 'link');
    folder.write('a.txt', 'ours');
    folder.finish(unheard);
    expect(readFileSync(join(results, 'there', 'a.txt'), 'utf8')).toBe('ours');
  });

  it('is refused where no folder can be made, without waiting for one', () => {
    expect(() => create('x', '/proc/no/where')).toThrow('/proc/no: cannot be made');
    expect(() => create('x', join(process.execPath, 'sub'))).toThrow('cannot be made');
  });

  it('is found by path, by name and as latest, finished or not', () => {
    const folder = create('one');
    folder.write('manifest.json', '{}');
    expect(findRun(results, results, 'one')).toBe(join(results, 'runs', 'one.partial'));
    folder.finish(unheard);
    for (const run of ['one', 'latest', 'runs/one', join(results, 'runs', 'one')])
      expect(existsSync(join(findRun(results, results, run), 'manifest.json'))).toBe(true);
    expect(() => findRun(results, results, 'two')).toThrow(/two: found no run there.*"latest"/);
  });
});
