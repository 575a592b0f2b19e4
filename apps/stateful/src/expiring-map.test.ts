import { describe, expect, it } from 'vitest';
import { ExpiringMap } from './expiring-map.js';

function mapAt(clock: { ms: number }): ExpiringMap<string> {
  return new ExpiringMap(100, () => clock.ms);
}

describe('ExpiringMap', () => {
  it('keeps an entry for its whole time-to-live after the last touch, and not a millisecond longer', () => {
    const clock = { ms: 0 };
    const map = mapAt(clock);
    map.set('a', 'x');
    clock.ms = 99;
    expect(map.touch('a')).toBe('x');
    clock.ms = 198;
    expect(map.get('a')).toBe('x');
    clock.ms = 199;
    expect(map.get('a')).toBeUndefined();
    expect(map.touch('a')).toBeUndefined();
  });

  it('replaces a value without touching its expiry, and revives nothing', () => {
    const clock = { ms: 0 };
    const map = mapAt(clock);
    map.set('a', 'x');
    clock.ms = 60;
    expect(map.replace('a', 'y')).toBe(true);
    expect(map.living()).toEqual([{ key: 'a', value: 'y', ttlMs: 40 }]);
    clock.ms = 100;
    expect(map.replace('a', 'z')).toBe(false);
    expect(map.living()).toEqual([]);
  });

  it('counts only the living', () => {
    const clock = { ms: 0 };
    const map = mapAt(clock);
    map.set('a', 'x');
    clock.ms = 50;
    map.set('b', 'x');
    clock.ms = 120;
    expect(map.size).toBe(1);
  });

  it('sheds a crowd that expired while a few newcomers arrive', () => {
    const clock = { ms: 0 };
    const map = mapAt(clock);
    for (let n = 0; n < 40; n += 1) map.set(`old-${n}`, 'x');
    clock.ms = 1000;
    for (let n = 0; n < 10; n += 1) map.set(`new-${n}`, 'x');
    expect(map.held).toBe(10);
  });
});
