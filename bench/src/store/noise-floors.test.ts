import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SAMPLE_NOISE } from '../reporters/samples/findings.js';
import { readNoiseFloor, writeNoiseFloor } from './noise-floors.js';

const MACHINE = { cpu: 'Example CPU', cores: 2, kernel: 'Linux 6.1 x64', node: '20.20.2' };
let results = '';
beforeEach(() => {
  results = mkdtempSync(join(tmpdir(), 'session-lab-noise-'));
});
afterEach(() => rmSync(results, { recursive: true }));

it('keeps the newest noise floor of each machine, and quotes it on that machine only', () => {
  expect(readNoiseFloor(results, MACHINE)).toBeNull();
  const other = { ...MACHINE, node: '22.0.0' };
  writeNoiseFloor(results, MACHINE, SAMPLE_NOISE);
  writeNoiseFloor(results, other, { ...SAMPLE_NOISE, blocks: 5 });
  writeNoiseFloor(results, MACHINE, { ...SAMPLE_NOISE, blocks: 20 });
  expect(readNoiseFloor(results, MACHINE)?.blocks).toBe(20);
  expect(readNoiseFloor(results, other)?.blocks).toBe(5);
  expect(readNoiseFloor(results, { ...MACHINE, cores: 4 })).toBeNull();
});

it('says what to do about a file that it did not write', () => {
  for (const text of ['{', '{"format":2}']) {
    writeFileSync(join(results, 'noise.json'), text);
    expect(() => readNoiseFloor(results, MACHINE)).toThrow(/noise\.json: found something else/);
  }
});
