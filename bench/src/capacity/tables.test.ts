import { describe, expect, it } from 'vitest';
import { renderPage, renderText } from '../benchmarks/stores/page.js';
import { findingsOf, probeOf, trialsOfLaw } from './findings.fixture.js';
import { fitSections } from './law-words.js';
import { capacitySections } from './tables.js';

const both = findingsOf([
  ...trialsOfLaw('stateful'),
  ...trialsOfLaw('stateless', {
    law: { perNode: 800, contention: 0.08, coherency: 0.01 },
    busy: { nodes: 0.6, machine: 0.93, others: 0.3 },
  }),
]);
const text = (findings: typeof both) => renderText(capacitySections(findings), { color: false, columns: 120 });

describe('capacity on a terminal', () => {
  it('has each rate with its spread and who set it, the law or why it is unknown, and what it costs', () => {
    expect(text(both)).toMatchInlineSnapshot(`
      "Capacity: the highest rate of each design (p99 within 50 ms · 90 % reads, 10 % writes, sessions of 10 items · 3 rounds)

      requests a second, middle of the rounds, each measured anew at the level that its search found
      design     nodes  requests/s  of the rounds  × 1 node        × stateful  p99 ms  connections  set by
      stateful       1         900        891–909      1.00                        31            8  nodes 97 %
      stateful       2       1,761    1,744–1,779      1.96                        31           16  nodes 97 %
      stateful       3       2,581    2,555–2,607      2.87                        31           24  nodes 97 %
      stateful       4       3,358    3,325–3,392      3.73                        31           32  nodes 97 %
      stateless      1         800        792–808      1.00  0.89 (0.89–0.89)      31            8  machine 93 %; other programs 0.3 cores
      stateless      2       1,455    1,440–1,469      1.82  0.83 (0.83–0.83)      31           16  machine 93 %; other programs 0.3 cores
      stateless      3       1,967    1,948–1,987      2.46  0.76 (0.76–0.76)      31           24  machine 93 %; other programs 0.3 cores
      stateless      4       2,353    2,329–2,376      2.94  0.70 (0.70–0.70)      31           32  machine 93 %; other programs 0.3 cores

      → Other programs used up to 0.3 of the cores: these are the rates of what they left. Close them, and repeat it.
      → Scaling law of stateful: X(N) = 900 N / (1 + 0.02 (N − 1) + 0.001 N (N − 1)), rounds alone 0.015–0.024 and
        0.001–0.0011, most at 31.3 nodes; residuals 0.9 % (standard deviation).
      → Scaling law of stateless: unknown, since the machine was at its limit with 1, 2, 3 and 4 nodes; the nodes had CPU left
        with 1, 2, 3 and 4 nodes.
      → Each node had 0.25 of a core (control groups of version 2).


      Where the CPU goes

      CPU microseconds a request, by who uses them; nodes busy: of their quota, or of a core each
      design     nodes  node µs  Redis µs  HAProxy µs  generator µs  nodes busy  generator busy  machine busy
      stateful       1      140        20          30            60        97 %            40 %          60 %
      stateful       2      140        20          30            60        97 %            40 %          60 %
      stateful       3      140        20          30            60        97 %            40 %          60 %
      stateful       4      140        20          30            60        97 %            40 %          60 %
      stateless      1      140        20          30            60        60 %            40 %          93 %
      stateless      2      140        20          30            60        60 %            40 %          93 %
      stateless      3      140        20          30            60        60 %            40 %          93 %
      stateless      4      140        20          30            60        60 %            40 %          93 %


      What a gigabyte holds

      sessions of 10 items alone: what the process needs besides is not in it
      design     bytes a session  sessions a GB  by
      stateful               400      2,684,354  its own account
      stateless              400      2,684,354  its own account
      "
    `);
  });

  it('says where nothing met the target, and what stood in the way of a quota', () => {
    const none = { round: 1, design: 'stateful', nodes: 1, bound: 'unreachable' as const };
    const found = findingsOf([{ ...none, probes: [probeOf({ meetsTarget: false })], confirmations: [] }], {
      quotaCores: null,
      quotaReason: 'control groups of version 2 are not mounted',
      roundsPlanned: 1,
    });
    const said = text(found);
    expect(said).toContain('stateful on 1 node: even one request at a time misses the target.');
    expect(said).toContain('The nodes had no CPU quota: control groups of version 2 are not mounted.');
    expect(said).toMatch(/^stateful +1 +– +– +– +– +– +–$/m);
  });

  it('says that nodes compete for cores where they have no quota', () => {
    const crowded = findingsOf(trialsOfLaw('stateful'), { quotaCores: null, quotaReason: 'none' });
    const few = { ...crowded, host: { ...crowded.host, cores: 2 } };
    expect(text(few)).toContain('4 nodes on 2 cores: from 3 nodes on they compete for them.');
  });
});

it('the report has the residuals, and says where the fit is not the design’s', () => {
  const page = renderPage(fitSections(both));
  expect(page).toContain('## Scaling law of stateful: known');
  expect(page).toContain('## Scaling law of stateless: unknown');
  expect(page).toContain('says nothing of the design: the machine was at its limit with 1, 2, 3 and 4 nodes');
  expect(page.match(/^\| +\d \|/gm)).toHaveLength(24);
});
