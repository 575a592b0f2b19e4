import { describe, expect, it } from 'vitest';
import { sampleDesign, sampleSessions } from './samples/design.js';
import { sampleSteady } from './samples/steady.js';
import { findingSentences, headline } from './sentences.js';

const steady = sampleSteady();
const tabs = {
  ...steady,
  designs: {
    stateless: sampleDesign(),
    'stateless-blob': sampleDesign({
      sessions: sampleSessions({ stale: 2 }),
      writes: { known: 747, lost: 125, overwritten: 123, sessions: 60, indeterminate: 0 },
    }),
  },
};

describe('writes that went missing although their session is there', () => {
  it('stand in the headline, and in sentences of their own', () => {
    expect(headline(tabs)).toBe(
      'Without a fault: no design loses a session, but acknowledged writes: stateless-blob 123',
    );
    expect(findingSentences('tabs', tabs)).toEqual(
      expect.arrayContaining([
        'Acknowledged writes that another request of the same session overwrote: stateless none; stateless-blob 123 of 747.',
        'Sessions that miss acknowledged writes, though nothing ran beside them: stateless none; stateless-blob 2.',
      ]),
    );
  });

  it('are not spoken of where there are none', () => {
    expect(headline(steady)).toBe('Without a fault: no design loses a session');
    expect(findingSentences('steady', steady).join()).not.toContain('cknowledged writes');
  });
});
