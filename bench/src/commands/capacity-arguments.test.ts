import { describe, expect, it } from 'vitest';
import { LabError } from '../errors.js';
import type { CapacityArgs } from './arguments.js';
import { readCapacityArgs } from './capacity-arguments.js';

const USUAL: CapacityArgs = {
  designs: undefined,
  nodes: undefined,
  p99: '50ms',
  rounds: undefined,
  quota: undefined,
  seed: 1,
  quick: false,
  json: false,
};
function refusal(changes: Partial<CapacityArgs>): LabError {
  try {
    readCapacityArgs({ ...USUAL, ...changes });
  } catch (error) {
    if (error instanceof LabError) return error;
  }
  throw new Error('was not refused');
}

describe('lab capacity', () => {
  it('reads what is usual, and what is asked for', () => {
    const usual = { designs: ['stateful', 'stateless'], nodes: 4, targetMs: 50, rounds: null, quotaCores: null };
    expect(readCapacityArgs(USUAL)).toEqual(usual);
    expect(readCapacityArgs({ ...USUAL, quick: true }).nodes).toBe(2);
    expect(readCapacityArgs({ ...USUAL, quota: 'none' }).quotaCores).toBe(0);
    const asked = { designs: 'stateless-blob, stateless', nodes: '6', p99: '0.2 s', rounds: '5', quota: '0.25' };
    expect(readCapacityArgs({ ...USUAL, ...asked })).toEqual({
      designs: ['stateless-blob', 'stateless'],
      nodes: 6,
      targetMs: 200,
      rounds: 5,
      quotaCores: 0.25,
    });
  });

  it.each<[Partial<CapacityArgs>, string]>([
    [{ p99: '0ms' }, '--p99: found "0ms", expected a duration from 1 ms to 1 s, such as 50ms'],
    [{ p99: '2 s' }, '--p99: found "2 s", expected a duration from 1 ms to 1 s'],
    [{ p99: '50' }, 'write 50ms'],
    [{ nodes: '0' }, '--nodes: found "0", expected a whole number from 1 to 32'],
    [{ nodes: '1.5' }, '--nodes: found "1.5"'],
    [{ rounds: 'x' }, '--rounds: found "x", expected a whole number from 1 to 100'],
    [{ quota: '0' }, '--quota: found "0", expected cores a node, above 0'],
    [{ designs: 'stateful,stateful' }, '--designs: found "stateful" twice'],
    [{ designs: 'stateful-round-robin' }, 'found "stateful-round-robin", which loses its sessions without any fault'],
  ])('refuses %j, with what was found and what would be right', (changes, message) => {
    const error = refusal(changes);
    expect(error).toMatchObject({ code: 'LAB_USAGE', exitCode: 64 });
    expect(error.message).toContain(message);
  });

  it('lists all that is wrong at once, and calls an unknown design by its code', () => {
    expect(refusal({ p99: '0 ms', nodes: '99', designs: 'statless' }).message.split('\n')).toHaveLength(3);
    expect(refusal({ designs: 'statless' })).toMatchObject({
      code: 'LAB_DESIGN_UNKNOWN',
      exitCode: 64,
      message: '--designs: found "statless", expected a design; did you mean "stateless"?',
    });
  });

  it('takes a design that loses sessions between nodes where there is one node', () => {
    expect(readCapacityArgs({ ...USUAL, designs: 'stateful-round-robin', nodes: '1' }).designs).toHaveLength(1);
  });
});
