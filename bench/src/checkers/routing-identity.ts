/** For a change of routing of a memory design: lost = M + undetected, exactly. */
import type { ClassifiedBirth } from './classify.js';
import { sameBirths } from './identity.js';
import type { Identity } from './judgement.js';
import type { Rerouting, RoutingChange } from './routing-change.js';

export function routingIdentity(
  change: RoutingChange,
  rerouting: Rerouting,
  births: readonly ClassifiedBirth[],
): Identity {
  const { event, moved, undetected, exercised, unexercised } = change;
  const lost = births.filter(
    (birth) =>
      undetected.includes(birth) ||
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
    [
      `M = ${moved.length}`,
      `R = ${exercised.length}`,
      `undetected = ${undetected.length}`,
      `unexercised = ${unexercised.length}`,
    ],
  );
}
