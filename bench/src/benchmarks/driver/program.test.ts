import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fakeIo } from '../../commands/io.fake.js';
import { buildDriverProgram, type DriverBenchmarkArgs, runDriverProgram } from './program.js';

const { io } = fakeIo();
const readme = readFileSync(`${io.root}/bench/src/benchmarks/driver/README.md`, 'utf8');

async function argsOf(...argv: string[]): Promise<DriverBenchmarkArgs | undefined> {
  const found: DriverBenchmarkArgs[] = [];
  await buildDriverProgram(io, async (args) => void found.push(args)).parseAsync(argv, { from: 'user' });
  return found[0];
}

describe('the command line', () => {
  it('has defaults, at least seven rounds among them', async () => {
    const defaults = { seed: 1, rounds: 9, connections: 32, requests: 40_000, profile: false, json: null };
    expect(await argsOf()).toEqual(defaults);
    expect(await argsOf('--profile', '--json', '-')).toEqual({ ...defaults, profile: true, json: '-' });
  });

  it.each([
    [['--rounds', '0'], /a whole number from 1 to 1000/],
    [['--profil'], /unknown option '--profil'[\s\S]*--profile/],
    [['more'], /too many arguments/],
  ])('%j: exit 64, and standard output stays empty', async (argv, message) => {
    const { io: fresh, stdout, stderr } = fakeIo();
    expect(await runDriverProgram(argv, fresh)).toBe(64);
    expect(stdout()).toBe('');
    expect(stderr()).toMatch(message);
  });

  it('is in the README, flag for flag', () => {
    const table = readme.split('| flag |')[1]?.split('\n\n')[0] ?? '';
    const flags = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, flag]) => flag);
    const program = buildDriverProgram(io, async () => {});
    expect(flags).toEqual([...program.options.map(({ long }) => long), '--help']);
  });
});
