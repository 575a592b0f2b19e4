/** Lines that are read without `JSON.parse` are what it would have read. */
import type { JournalEntry } from '@session-lab/checkout/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executionsIn } from './journal-text.js';

const whole = fc.nat({ max: 2 ** 31 });

describe('the line of an execution', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(
        whole,
        fc.oneof(
          whole,
          whole.map((n) => 1e12 + n),
        ),
        (t, op) => {
          const line = JSON.stringify({ k: 'op', t, op } satisfies JournalEntry);
          expect(executionsIn(`x${line}\n`)(1, line.length + 1)).toEqual({ k: 'op', t, op });
        },
      ),
    );
  });

  it.each([
    '{"k":"op","t":1,"op":-1}',
    '{"k":"op","t":1.5,"op":1}',
    '{"k":"op","t":01,"op":1}',
    '{"k":"op","t":,"op":1}',
    '{"k":"op","t":1,"op":1',
    '{"k":"op","t":1,"op":1}}',
    '{"k":"op","t":1,"op":1234567890123456}',
    '{"k":"created","t":1,"op":1,"birth":"b","key":"k"}',
  ])('is left to JSON.parse: %s', (line) => {
    expect(executionsIn(line)(0, line.length)).toBeNull();
  });
});
