/** For a change of routing of a memory design: lost = M + undetected, exactly. */
import type { ClassifiedBirth } from './classify.js';
import { type Equation, sameBirths, sumOf } from './identity.js';
import type { Rerouting, RoutingChange } from './routing-change.js';

export function routingIdentity(
  change: RoutingChange,
  rerouting: Rerouting,
  births: readonly ClassifiedBirth[],
): Equation {
  const { event, moved, undetected, exercised, unexercised } = change;
  const unseen = new Set(undetected);
  const lost = births.filter(
    (birth) =>
      unseen.has(birth) ||
      (birth.base?.class === 'misrouted' &&
        !rerouting.undetected.has(birth) &&
        birth.base.atUs !== null &&
        birth.base.atUs >= event.fromUs &&
        birth.base.atUs < change.untilUs),
  );
  return sameBirths(
    `lost by ${event.what} ${event.subject}`,
    ['misrouted from it to the next change', lost],
    ['M + undetected', [...moved, ...undetected]],
    {
      M: sumOf(moved.length),
      R: sumOf(exercised.length),
      undetected: sumOf(undetected.length),
      unexercised: sumOf(unexercised.length),
    },
  );
}
