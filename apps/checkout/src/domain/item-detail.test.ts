import { expect, it } from 'vitest';
import { withDetail } from './item-detail.js';

it('adds so many bytes to every item, the same each time, and leaves the rest', () => {
  const changes = { 'item:1': 'plan', 'item:2': 'review', plan: 'basic' } as const;
  const detailed = withDetail(changes, 300);
  expect(detailed).toEqual(withDetail(changes, 300));
  expect(detailed['item:1']).toMatch(/^plan [0-9a-z]{299,300}$/);
  expect(detailed['item:1']?.slice(5)).not.toBe(detailed['item:2']?.slice(7));
  expect(detailed.plan).toBe('basic');
  expect(withDetail(changes, 0)).toBe(changes);
});
