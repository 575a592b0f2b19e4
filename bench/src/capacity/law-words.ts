/** The scaling law of each design in words, and the table of its residuals. Pure. */
import type { Section, TableBlock } from '../benchmarks/stores/page.js';
import { change, count } from '../reporters/figures.js';
import type { CapacityFindings, DesignCapacity } from './findings.js';

/** The fit of the law to each measurement; where the law is unknown, it describes this machine and not the design. */
export function fitSections({ designs }: CapacityFindings): Section[] {
  return Object.entries(designs).flatMap(([name, { law }]) => {
    const { fit, verdict, reasons } = law;
    if (fit === null) return [];
    const rows = [...fit.residuals]
      .sort((a, b) => a.nodes - b.nodes || a.round - b.round)
      .map(({ nodes, round, measured, fitted, residual }) => [
        `${nodes}`,
        `${round}`,
        count(measured),
        count(fitted),
        `${residual < 0 ? '−' : '+'}${change(Math.abs(residual))}`,
      ]);
    const table: TableBlock = {
      caption: lawText(law),
      head: ['nodes', 'round', 'measured', 'fitted', 'residual'],
      rows,
      align: ['right', 'right', 'right', 'right', 'right'],
    };
    const whose = `It fits what was measured here, and says nothing of the design: ${reasons.join('; ')}.`;
    const blocks = verdict === 'known' ? [table] : [table, { sentences: [whose] }];
    return [{ title: `Scaling law of ${name}: ${verdict}`, blocks }];
  });
}

/** `X(N) = 812 N / (1 + 0.031 (N − 1) + 0.0021 N (N − 1)), most at 21 nodes; residuals 3.1 %` */
export function lawText({ fit }: DesignCapacity['law']): string {
  if (fit === null) return 'not fitted';
  const { perNode, contention, coherency, peakNodes, residualSpread, byRound } = fit;
  const peak = peakNodes === null ? 'without a peak' : `most at ${peakNodes.toFixed(1)} nodes`;
  const spread = residualSpread === null ? 'no residuals' : `residuals ${change(residualSpread)} (standard deviation)`;
  const law = `X(N) = ${count(perNode)} N / (1 + ${short(contention)} (N − 1) + ${short(coherency)} N (N − 1))`;
  const alone =
    byRound.length < 2 ? '' : `, rounds alone ${range(byRound, 'contention')} and ${range(byRound, 'coherency')}`;
  return `${law}${alone}, ${peak}; ${spread}`;
}

const short = (value: number): string => `${Number(value.toPrecision(2))}`;

/** `0.001–0.004` */
function range(rounds: LawFit['byRound'], parameter: 'contention' | 'coherency'): string {
  const values = rounds.map((round) => round[parameter]);
  return `${short(Math.min(...values))}–${short(Math.max(...values))}`;
}
type LawFit = NonNullable<DesignCapacity['law']['fit']>;
