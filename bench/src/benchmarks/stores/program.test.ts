import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fakeIo } from '../../commands/io.fake.js';
import { type BenchmarkArgs, buildBenchmarkProgram, runBenchmarkProgram } from './program.js';
import { SECTION_NAMES } from './section-names.js';

const { io } = fakeIo();
const readme = readFileSync(`${io.root}/bench/src/benchmarks/README.md`, 'utf8');
const program = buildBenchmarkProgram(io, async () => {});

async function argsOf(...argv: string[]): Promise<BenchmarkArgs> {
  const found: BenchmarkArgs[] = [];
  await buildBenchmarkProgram(io, async (args) => void found.push(args)).parseAsync(argv, { from: 'user' });
  return found[0] as BenchmarkArgs;
}

describe('the command line', () => {
  it('has defaults', async () => {
    expect(await argsOf()).toEqual({
      quick: false,
      seed: 1,
      rounds: null,
      connections: 32,
      itemBytes: 0,
      only: SECTION_NAMES,
      json: null,
      markdown: false,
    });
  });

  it('takes sections in the order in which they run', async () => {
    expect((await argsOf('--only', 'memory,macro', '--json', '-')).only).toEqual(['macro', 'memory']);
  });

  it.each([
    [['--only', 'makro'], /Expected some of macro/],
    [['--rounds', '0'], /a whole number from 1 to 1000/],
    [['--quik'], /unknown option '--quik'[\s\S]*--quick/],
    [['more'], /too many arguments/],
  ])('%j: exit 64, and standard output stays empty', async (argv, message) => {
    const { io: fresh, stdout, stderr } = fakeIo();
    expect(await runBenchmarkProgram(argv, fresh)).toBe(64);
    expect(stdout()).toBe('');
    expect(stderr()).toMatch(message);
  });

  it('has help that fits one screen', async () => {
    const { io: fresh, stdout } = fakeIo();
    expect(await runBenchmarkProgram(['--help'], fresh)).toBe(0);
    const lines = stdout().trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('the README', () => {
  const firstCells = (heading: string): string[] => {
    const table = readme.split(`| ${heading} |`)[1]?.split('\n\n')[0] ?? '';
    return [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, cell = '']) => cell);
  };

  it('has every flag and section, and no other', () => {
    expect(firstCells('flag')).toEqual([...program.options.map(({ long }) => long), '--help']);
    expect(firstCells('section')).toEqual([...SECTION_NAMES]);
  });
});
