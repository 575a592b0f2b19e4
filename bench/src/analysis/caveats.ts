/** What must be known before any figure of a run is quoted. It stands in the first lines of whatever is printed. Pure. */
import { isLabName } from '../scenario/designs.js';
import type { Findings, ScenarioFindings } from './findings.js';
import { firstFew } from './first-few.js';
import { labelWords } from './warnings-external.js';
import { missingWords } from './without-fault.js';

type Doubted = Pick<ScenarioFindings, 'countsUnknown' | 'latencyVoid' | 'blocks'> &
  Partial<Pick<ScenarioFindings, 'designs'>>;

/** Of one scenario: counts first, then what external clusters lost, latency, and names that promise more than anybody knows. */
export function scenarioCaveats({ countsUnknown, latencyVoid, blocks, designs = {} }: Doubted): string[] {
  return [
    ...(countsUnknown.length === 0 ? [] : [`counts unknown: ${firstFew(countsUnknown)}`]),
    ...Object.entries(designs).flatMap(([name, findings]) => {
      const missing = findings.target === undefined ? null : missingWords(findings);
      return missing === null ? [] : [`${name}: ${missing}`];
    }),
    ...voidWords(latencyVoid, blocks),
    ...Object.entries(designs).flatMap(([name, { target }]) =>
      target !== undefined && isLabName(name) ? [labelWords({ name, target })] : [],
    ),
  ];
}

export function caveatsOf(scenarios: Findings['scenarios']): string[] {
  return Object.entries(scenarios).flatMap(([name, scenario]) =>
    scenarioCaveats(scenario).map((caveat) => `${name}: ${caveat}`),
  );
}

function voidWords(latencyVoid: Doubted['latencyVoid'], blocks: number): string[] {
  if (latencyVoid.length === 0) return [];
  if (blocks === 1) return latencyVoid.map(({ reason }) => `latency void: ${reason}`);
  const reasons = latencyVoid.map(({ block, reason }) => `block ${block}: ${reason}`);
  return [`latency void in ${latencyVoid.length} of ${blocks} blocks, which are left out: ${firstFew(reasons)}`];
}
