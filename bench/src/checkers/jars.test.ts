import { describe, expect, it } from 'vitest';
import { History } from './builders.js';
import { jarTimelines, keyHeldAt, lastHeldOf } from './jars.js';

function jarsOf(history: History) {
  const { operations, jars } = history.trial();
  return jarTimelines(operations, jars);
}

describe('jars', () => {
  it('hold what answers set, in order of arrival, and nothing after a start-over', () => {
    const h = new History();
    h.op({ at: [0, 10], given: 'k1', birth: 'b1' });
    h.op({ at: [11, 40], key: 'k1', given: 'k3', birth: 'b3' });
    h.op({ at: [12, 20], key: 'k1', given: 'k2', birth: 'b2' });
    h.startOver(50);
    const [jar] = jarsOf(h);
    const held = [5, 10, 25, 40, 50].map((ms) => jar && keyHeldAt(jar, ms * 1000));
    expect(held).toEqual([null, 'k1', 'k2', 'k3', null]);
    expect(jar && lastHeldOf(jar, new Set(['k1', 'k2']))).toBe('k2');
    expect(jar && lastHeldOf(jar, new Set(['other']))).toBeNull();
  });

  it('are emptied by an answer that clears the cookie, and left alone by one that says nothing of it', () => {
    const h = new History();
    h.op({ at: [0, 10], given: 'k1', birth: 'b1' });
    h.op({ at: [11, 12], key: 'k1', birth: 'b1' });
    h.op({ at: [20, 21], key: 'k1', given: '', birth: null });
    const [jar] = jarsOf(h);
    expect(jar?.changes.map(({ key }) => key)).toEqual(['k1', null]);
  });

  it('belong to one device each, and final reads change none of them', () => {
    const h = new History();
    h.op({ at: [0, 10], given: 'k1', birth: 'b1' });
    h.op({ at: [20, 22], jar: 1, step: 'claim', given: 'k1', birth: 'b1' });
    h.op({ at: [30, 32], origin: 'final', step: 'view', key: 'k1', given: '', birth: null });
    const jars = jarsOf(h);
    expect(jars.map((jar) => [jar.jar, keyHeldAt(jar, 90_000), jar.lastUsedUs])).toEqual([
      [0, 'k1', 0],
      [1, 'k1', 20_000],
    ]);
  });

  it('take the answer first where it and the start-over that it caused share a microsecond', () => {
    const h = new History();
    h.op({ at: [0, 10], given: 'k1', birth: 'b1' });
    h.op({ at: [11, 20], key: 'k1', given: 'k2', birth: 'b2' });
    h.startOver(20);
    const [jar] = jarsOf(h);
    expect(jar && keyHeldAt(jar, 20_000)).toBeNull();
  });
});
