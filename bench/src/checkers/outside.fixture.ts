/** A trial as it would have been recorded from outside: the same shoppers and answers, and nothing else. For tests. */
import type { TrialInMemory } from '../history/trial.js';
import type { ExternalDesign } from '../scenario/scenario.js';

export const TARGET: ExternalDesign = {
  name: 'shop',
  variant: 'external',
  routing: 'external',
  store: 'external',
  label: 'shop (127.0.0.1:8080)',
  target: 'http://127.0.0.1:8080',
};

export function fromOutside(trial: TrialInMemory, design: ExternalDesign = TARGET): TrialInMemory {
  const { header, end } = trial;
  return {
    ...trial,
    header: { ...header, design, scenario: { ...header.scenario, designs: [design] }, commandTimeoutMs: 0 },
    end: end === null ? null : { ...end, quiet: null, balancer: null, redis: null, nodes: {} },
    events: [],
    journals: [],
    dumps: [],
    ledger: null,
  };
}
