import { describe, expect, it } from 'vitest';
import { renderPage, renderText } from '../page.js';
import { cellsOf, type MacroFigures } from './figures.js';
import type { SliceFigures } from './measured-slice.js';
import { slice } from './slices.fixture.js';
import { gainSection, macroSection } from './tables.js';

const redis = (cpuUs: number) => ({ cpuUs, commands: 2.1, bytes: 640 });

function figuresOf(changes: Partial<SliceFigures> = {}): MacroFigures {
  const slices = [1, 2, 3].flatMap((round) => [
    slice({ round, perSecond: 6000 + round, nodeCpuUs: 80, redis: redis(6), ...changes }),
    slice({
      round,
      design: 'stateless-blob',
      perSecond: 4000 + round * 100,
      nodeCpuUs: 120,
      redis: redis(18),
      ...changes,
    }),
  ]);
  return {
    connections: 32,
    itemBytes: 200,
    sliceMs: 700,
    rounds: 3,
    cells: cellsOf(slices, new Map(), () => 536),
    notStorable: [{ design: 'stateless-sealed', items: 10, cookieBytes: 5123 }],
    slices,
  };
}
const text = (figures: MacroFigures): string =>
  renderText([macroSection(figures), gainSection(figures)], { color: false, columns: 100 });

describe('the tables of the macro-benchmark', () => {
  it('say what each design did, what a browser would not keep, and what is gained', () => {
    expect(`\n${text(figuresOf())}`).toMatchInlineSnapshot(`
      "
      Under load (32 connections in a closed loop, 3 rounds of 0.7 s, 200 bytes kept with an item)

      read-heavy: 90 % reads, 10 % writes, 10 items a session
      design              requests/s  p50 ms  p99 ms  node CPU  Redis CPU  commands  Redis bytes        session
      stateless                6,002       –       –        80          6       2.1          640            536
      stateless-blob           4,200       –       –       120         18       2.1          640            536
      stateless-sealed  not storable       –       –         –          –         –            –  5,123 > 4,096

      → Medians of the rounds, latency of all together. CPU in µs a request; commands and bytes of Redis a
        request, those that its scripts run included; session in bytes, by the store’s own account, or of
        the cookie.


      Gains

      90 % reads, 10 % writes, by items a session
      design     instead of                                  10
      stateless  stateless-blob  throughput ×  1.43 (1.35–1.52)
      stateless  stateless-blob  node CPU ×    0.67 (0.67–0.67)

      stateless over stateless-blob
      requests                 items      throughput ×        node CPU ×  node and Redis CPU ×
      90 % reads, 10 % writes     10  1.43 (1.35–1.52)  0.67 (0.67–0.67)      0.62 (0.62–0.62)

      → Medians of ratios within a round, with the 95 % interval (paired t on logarithms). More throughput
        and less CPU a request are gains.
      "
    `);
  });

  it('say that other programs ran, and that the node waited', () => {
    const doubtful = text(figuresOf({ othersBusy: 0.62, nodeBusy: 0.5 })).replaceAll(/\s+/g, ' ');
    expect(doubtful).toContain('In 6 of 6 slices other programs used the machine too, up to 0.6 of its cores');
    expect(doubtful).toContain('In 2 of 2 rows the node was busy for less than 85.0 % of the time (least 50.0 %;');
  });

  it('are Markdown, too', () => {
    const page = renderPage([gainSection(figuresOf())]);
    expect(page).toMatch(/^\| design +\| instead of +\| +\| +10 \|$/m);
    expect(page).toMatch(/^\| stateless \| stateless-blob \| throughput × \| 1\.43 \(1\.35–1\.52\) \|$/m);
  });
});
