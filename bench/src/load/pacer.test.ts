import { expect, it } from 'vitest';
import { createDice } from '../plan/dice.js';
import { Pacer } from './pacer.js';

it('runs what is due in order of time, ties first come first served', () => {
  const dice = createDice(1, 'pacer');
  const pacer = new Pacer();
  const ran: [number, number][] = [];
  for (let i = 0; i < 2000; i += 1) {
    const atUs = dice.integer(0, 500);
    pacer.schedule(atUs, () => ran.push([atUs, i]));
  }
  pacer.runDue(249);
  const half = ran.length;
  expect(ran.every(([at]) => at <= 249)).toBe(true);
  expect(pacer.nextUs).toBeGreaterThan(249);
  pacer.runDue(500);
  expect(ran).toHaveLength(2000);
  expect(half).toBeLessThan(2000);
  expect(ran).toEqual([...ran].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
  expect(pacer.nextUs).toBe(Number.POSITIVE_INFINITY);
});

it('runs what a task schedules for now in the same call, and says when something comes earlier', () => {
  const pacer = new Pacer();
  const said: string[] = [];
  pacer.onEarlier = () => said.push(`earlier: ${pacer.nextUs}`);
  pacer.schedule(10, () => pacer.schedule(5, () => said.push('chained')));
  pacer.schedule(20, () => said.push('not yet'));
  pacer.runDue(10);
  expect(said).toEqual(['earlier: 10', 'earlier: 5', 'chained']);
});
