/** PROTOCOL.md and the formats agree, both ways: what is spoken is documented, and nothing else is. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BODIES } from '../routes/schemas.js';
import { AFFINITY_COOKIE, HEADERS, SESSION_COOKIE, STEPS, type Step } from './index.js';

const page = readFileSync(new URL('../../PROTOCOL.md', import.meta.url), 'utf8');

/** Rows of the tables under a heading: cells without their backticks. */
function rows(heading: string): string[][] {
  const [, after = ''] = page.split(`\n## ${heading}\n`);
  return (after.split('\n## ')[0] ?? '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')));
}

/** The body of each step that has one, by the schema with which the app checks it. */
const SCHEMA: Readonly<Partial<Record<Step, object>>> = {
  open: BODIES.item,
  signIn: BODIES.signIn,
  watch: BODIES.watch,
  plan: BODIES.plan,
  paymentMethod: BODIES.paymentMethod,
  review: BODIES.item,
  pay: BODIES.item,
  claim: BODIES.claim,
};

describe('PROTOCOL.md', () => {
  it('has every step with its request, body and effect, and no other', () => {
    const wanted = Object.entries(STEPS).map(([step, { method, path, writes }]) => {
      const schema = SCHEMA[step as Step] as { properties: object } | undefined;
      return [step, `${method} ${path}`, Object.keys(schema?.properties ?? {}).join(', '), writes];
    });
    const found = rows('Steps').map((cells) => cells.slice(0, 4));
    expect([...found].sort()).toEqual(wanted.sort());
  });

  it('has every header and cookie, and no other', () => {
    const cells = rows('Headers').map(([name]) => name);
    expect([...cells].sort()).toEqual([...Object.values(HEADERS), SESSION_COOKIE, AFFINITY_COOKIE].sort());
  });
});
