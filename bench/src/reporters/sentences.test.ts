import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './markdown/report.js';
import { sampleDesign, sampleSessions } from './samples/design.js';
import { SAMPLE_MANIFEST, sampleFindings } from './samples/findings.js';
import { sampleSteady } from './samples/steady.js';
import { experiment, findingSentences, headline } from './sentences.js';
import { renderTerminal } from './terminal/terminal.js';

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
    expect(findingSentences(tabs, '')).toEqual(
      expect.arrayContaining([
        'Acknowledged writes that another request of the same session overwrote: stateless none; stateless-blob 123 of 747.',
        'Sessions that miss acknowledged writes, though nothing ran beside them: stateless none; stateless-blob 2.',
      ]),
    );
  });

  it('are not spoken of where there are none', () => {
    expect(headline(steady)).toBe('Without a fault: no design loses a session');
    expect(findingSentences(steady, '').join()).not.toContain('cknowledged writes');
  });
});

describe('a scenario of which no design was judged', () => {
  const nothing = {
    ...steady,
    designs: {},
    verdict: 'unknown' as const,
    verdictReasons: ['stateful: no trial is left'],
  };

  it('has no sentence without a subject, and no figure', () => {
    expect(headline(nothing)).toBe('No design was judged');
    expect(findingSentences(nothing, 'the advice')).toEqual([]);
    expect(experiment(nothing)).not.toContain('requests/s');
    const findings = sampleFindings({ steady: nothing });
    const text = renderTerminal(findings, { color: false, columns: 100, command: 'x', reportPath: 'report.md' });
    const page = renderMarkdown(findings, SAMPLE_MANIFEST, { files: [], omitted: [] }, []);
    for (const told of [text, page]) {
      expect(told).toContain('stateful: no trial is left');
      expect(told).not.toMatch(/: \.|about 0 min|0 of 0|no design loses/i);
      expect(told).not.toMatch(/^ *\|? *design +/m);
    }
  });
});
