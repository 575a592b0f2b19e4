import { describe, expect, it } from 'vitest';
import { nearest, suggest } from './suggestion.js';

const known = ['node-kill', 'node-pause', 'node', 'rate'];

describe('suggestions', () => {
  it.each([
    ['nod', 'node'],
    ['nodes-kill', 'node-kill'],
    ['ndoe', 'node'],
    ['NODE-KILL', 'node-kill'],
    ['pause', 'node-pause'],
    ['zebra', null],
    ['', null],
  ])('for %j: %j', (word, expected) => {
    expect(nearest(word, known)).toBe(expected);
  });

  it('lists what is known when nothing is near, and survives a very long word', () => {
    expect(suggest('x'.repeat(100_000), known)).toBe('known are node-kill, node-pause, node, rate');
  });
});
