/** For a change of routing of a memory design: lost = M + undetected, exactly. */
import type { ClassifiedBirth } from './classify.js';
import { identity, names } from './identity.js';
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
  const explained = new Set([...moved, ...undetected]);
  const open = [...lost.filter((birth) => !explained.has(birth)), ...[...explained].filter((b) => !lost.includes(b))];
  return identity(
    `lost by ${event.what} ${event.subject}`,
    ['misrouted from it to the next change', lost.length],
    ['M + undetected', moved.length + undetected.length],
    [
      `M = ${moved.length}`,
      `R = ${exercised.length}`,
      `undetected = ${undetected.length}`,
      `unexercised = ${unexercised.length}`,
      ...(open.length === 0 ? [] : [`on one side only: ${names(open)}`]),
    ].join(', '),
  );
}
