/** What reports say otherwise where clusters were measured from outside. Pure. */
import type { Findings, ScenarioFindings } from '../analysis/findings.js';

/** All of its designs are clusters that the lab did not start: a run has such ones only, or none. */
export function isExternal({ designs }: Pick<ScenarioFindings, 'designs'>): boolean {
  const all = Object.values(designs);
  return all.length > 0 && all.every(({ target }) => target !== undefined);
}

export function isExternalRun({ scenarios }: Pick<Findings, 'scenarios'>): boolean {
  const all = Object.values(scenarios);
  return all.length > 0 && all.every(isExternal);
}

/** How it was measured, in place of the method of a run on clusters of the lab's own. */
export const EXTERNAL_METHOD = [
  'Every cluster of a block gets the same plan: the same people, steps and moments, drawn from the seed.',
  'The clusters are those of somebody else: nothing in them was started, changed or asked, but through their public address.',
  'Before the load, one short visit to each made sure that it speaks the checkout protocol.',
  'Requests are sent at their planned moment, or when the step before is done; a late answer never moves the plan.',
  'Each request carries an id; each answer says which session was found, by its birth and its items.',
  'After the load everything in flight at the shoppers ends; then each device reads once, and keeps nothing of the answer.',
  'A session is lost when its data was acknowledged and an answer to its key is without it (gone): destroyed or misrouted, which takes a dump to tell.',
  'An unanswered request never counts as lost, and an HTTP status never shows a loss: identity and items do.',
  'At risk: acknowledged data, not completed, not lost before. A 0 is given with its exact 95 % upper bound.',
  'All figures can be recomputed from the recorded history: `npm run lab -- check <run>` does, and compares.',
];
