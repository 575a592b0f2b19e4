import { describe, expect, it } from 'vitest';
import { fakeIo } from './io.fake.js';
import { buildProgram, runProgram } from './program.js';

async function lab(...argv: string[]) {
  const { io, stdout, stderr } = fakeIo();
  const exitCode = await runProgram(argv, io);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}
const commands = buildProgram(fakeIo().io, () => {}).commands.map((command) => command.name());

describe('lab --help', () => {
  it('fits one screen and shows five examples', async () => {
    const { exitCode, stdout, stderr } = await lab('--help');
    const lines = stdout.trimEnd().split('\n');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => line.startsWith('  npm run lab -- '))).toHaveLength(5);
    for (const command of commands) expect(stdout).toContain(`  ${command} `);
  });

  it.each(commands)('%s has two examples', async (command) => {
    const { exitCode, stdout } = await lab(command, '--help');
    const lines = stdout.trimEnd().split('\n');
    expect(exitCode).toBe(0);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => line.startsWith('  npm run lab -- '))).toHaveLength(2);
  });
});

describe('a wrong command line', () => {
  it.each([
    [['lst'], /unknown command 'lst'[\s\S]*list/],
    [['run'], /missing required argument 'scenario'/],
    [['run', 'steady', '--blokcs', '2'], /unknown option '--blokcs'[\s\S]*--blocks/],
    [['run', 'steady', '--seed', 'x'], /--seed <number>' argument 'x' is invalid/],
    [['run', 'steady', '--blocks', '0'], /a whole number from 1 to 1000/],
    [['noise', '--blocks', '1'], /a whole number from 2 to 1000/],
    [['check'], /missing required argument 'run'/],
    [['explain', 'latest'], /missing required argument 'session'/],
    [['list', 'more'], /too many arguments/],
    [[], /Usage: npm run lab --/],
  ])('%j: exit 64, and standard output stays empty', async (argv, message) => {
    const { exitCode, stdout, stderr } = await lab(...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('list and validate', () => {
  it('list every scenario with its question', async () => {
    const { stdout, exitCode } = await lab('list');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('  node-kill           When one of four nodes dies, whose session is gone?\n');
    expect(stdout).not.toContain('invalid');
  });

  it('validate all scenarios, and refuse unknown ones', async () => {
    expect((await lab('validate')).stdout).toContain('steady: valid (stateful, stateless)\n');
    await expect(lab('validate', 'node-kil')).rejects.toMatchObject({ code: 'LAB_SCENARIO_NOT_FOUND', exitCode: 64 });
  });
});

describe('noise', () => {
  it('refuses what it cannot run against itself, before anything is started', async () => {
    await expect(lab('noise', '--design', 'statles')).rejects.toMatchObject({
      code: 'LAB_DESIGN_UNKNOWN',
      exitCode: 64,
    });
    await expect(lab('noise', 'stedy')).rejects.toMatchObject({ code: 'LAB_SCENARIO_NOT_FOUND', exitCode: 64 });
    await expect(lab('noise', '--design', 'stateful,stateless')).rejects.toThrow(
      '--design stateful,stateless: found several, expected one design',
    );
  });
});
