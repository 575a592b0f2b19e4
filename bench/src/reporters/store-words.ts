/** What became of the sessions of a shared store that was away, in sentences. Pure. */
import type { ScenarioFindings } from '../analysis/findings.js';
import { count } from './figures.js';
import { predictionGroups, underWayWords } from './theory.js';

/** `stateless: Redis was killed and kept nothing: all 74 sessions at risk that it held were destroyed.` */
export function storeSentences(scenario: ScenarioFindings): string[] {
  return Object.keys(scenario.designs).flatMap((design) =>
    predictionGroups(scenario, design)
      .filter(([first]) => first?.title.startsWith('redis ') && first.metric === 'destroyed')
      .flatMap((group) => {
        const destroyed = group.reduce((sum, { measured }) => sum + measured, 0);
        const held = group.reduce((sum, { of }) => sum + of, 0);
        if (destroyed === 0) return [];
        const all = destroyed === held ? `all ${count(held)}` : `${count(destroyed)} of ${count(held)}`;
        return [
          `${design}: ${group[0]?.basis}: ${all} sessions at risk that it held were destroyed${underWayWords(group)}.`,
        ];
      }),
  );
}
