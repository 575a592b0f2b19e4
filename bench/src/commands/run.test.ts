import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarioFiles } from '../scenario/files.js';
import type { RunArgs } from './arguments.js';
import { fakeIo } from './io.fake.js';
import { scenariosOf } from './run.js';

const { root } = fakeIo().io;
const files = scenarioFiles(join(root, 'scenarios'), root);
const none = { designs: undefined, nodes: undefined, rate: undefined, duration: undefined };
const args: RunArgs = {
  scenarios: ['steady'],
  overrides: { ...none, duration: '3s' },
  targets: [],
  allowHosts: [],
  seed: 1,
  blocks: 1,
  out: null,
  json: false,
};

function said(changes: Partial<RunArgs>): string {
  try {
    scenariosOf({ ...args, ...changes }, files);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

describe('what is wrong with a command line', () => {
  it('is said all at once: of flags, and of targets', () => {
    const all = said({ targets: ['shop=https://127.0.0.1:1'], overrides: { ...args.overrides, nodes: '2' } });
    expect(all).toContain('duration');
    expect(all).toContain('found https:, expected http:');
    expect(all).toContain('found beside --target: the lab starts no node');
    expect(all).toMatch(/^3 problems\. Nothing was started\.$/m);
  });

  it('is what it is where targets are right, or none are named', () => {
    expect(said({})).toContain('duration');
    expect(said({ targets: ['shop=http://127.0.0.1:1'] })).toBe(said({}));
    expect(said({ overrides: none, targets: ['shop=https://127.0.0.1:1'] })).toBe('');
  });
});
