import { describe, expect, it } from 'vitest';
import { isExternal, isExternalRun } from './external.js';
import { sampleDesign, sampleSessions } from './samples/design.js';
import { sampleFindings } from './samples/findings.js';
import { sampleScenario } from './samples/scenario.js';
import { findingSentences, headline } from './sentences.js';
import { renderTerminal } from './terminal/terminal.js';

const outside = (target: string, lost = 0) =>
  sampleDesign({
    label: `shop (${new URL(target).host})`,
    target,
    variant: 'external',
    routing: 'external',
    sessions: sampleSessions({ lost, gone: lost, destroyed: null, misrouted: null, undetected: null }),
    checkouts: { completed: null, abandoned: null, chargedUnconfirmed: null, chargedTwice: null },
  });
const scenario = sampleScenario({
  nodes: null,
  faults: [],
  windows: { before: [2, 14], fault: null, after: null },
  designs: { shop: outside('http://127.0.0.1:8080'), far: outside('http://shop.example', 12) },
});

describe('reports of external clusters', () => {
  it('say what is lost without a word of what nobody knows', () => {
    expect(headline(scenario)).toBe('Without a fault: shop loses none, far 12 of 248 sessions');
    expect(findingSentences(scenario, '')[0]).toContain('far 12 of 248 sessions at risk (4.8 %, gone)');
    const text = renderTerminal(sampleFindings({ steady: scenario }), {
      color: false,
      columns: 100,
      command: 'npm run lab -- run steady',
      reportPath: 'report.md',
    });
    expect(text).toContain('steady · no fault · measured from outside · ');
    expect(text).toMatch(/shop \(127\.0\.0\.1:8080\) +0 /);
    expect(text).not.toMatch(/\bnull\b|undefined|NaN/);
  });

  it('know a run of such clusters from one of the lab’s own', () => {
    expect(isExternal(scenario)).toBe(true);
    expect(isExternalRun(sampleFindings({ steady: scenario }))).toBe(true);
    const own = sampleScenario({ designs: { stateful: sampleDesign() } });
    expect(isExternal(own)).toBe(false);
    expect(isExternal(sampleScenario({ designs: {} }))).toBe(false);
  });
});
