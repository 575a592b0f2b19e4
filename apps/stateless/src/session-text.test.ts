import { ENDS_AT } from '@session-lab/checkout';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendixOf, fieldsOf, isOverwritten, textOf, WRITES_TO_REWRITE } from './session-text.js';

const fields = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ noUnicodeString: false }), { maxKeys: 5 });

describe('the text of a session', () => {
  it('is what was written, the last of each field, however many writes', () => {
    fc.assert(
      fc.property(fields, fc.array(fields, { maxLength: 20 }), (first, writes) => {
        const text = textOf({ birth: 'b', ...first }) + writes.map(appendixOf).join('');
        const all = Object.fromEntries([{ birth: 'b' }, first, ...writes].flatMap(Object.entries));
        const wanted = JSON.parse(JSON.stringify(all)) as object;
        expect(fieldsOf(text)).toEqual(wanted);
        expect(fieldsOf(textOf(fieldsOf(text)))).toEqual(wanted);
      }),
    );
  });

  it('counts its writes, whatever line breaks are in the values', () => {
    let text = textOf({ birth: 'b', text: '\n\n\n\n\n\n\n\n\n\n' });
    for (let write = 0; write < WRITES_TO_REWRITE; write += 1) {
      expect(isOverwritten(text)).toBe(false);
      text += appendixOf({ watch: '\n' });
    }
    expect(isOverwritten(text)).toBe(true);
    expect(isOverwritten(textOf(fieldsOf(text)))).toBe(false);
  });

  it('begins with its absolute end, wherever that stands among the fields', () => {
    expect(textOf({ birth: 'b', [ENDS_AT]: 17 })).toBe(`{"${ENDS_AT}":17,"birth":"b"`);
    expect(textOf({ birth: 'b' })).toBe('{"birth":"b"');
    expect(textOf({ '10': 'x', birth: 'b', [ENDS_AT]: 17 })).toBe(`{"${ENDS_AT}":17,"10":"x","birth":"b"`);
    expect(textOf(fieldsOf(`{"${ENDS_AT}":17`))).toBe(`{"${ENDS_AT}":17`);
  });

  it('is none without a field', () => {
    expect(() => textOf({})).toThrow(RangeError);
    expect(appendixOf({})).toBe('');
  });
});
