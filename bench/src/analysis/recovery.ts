/** How long a fault was felt, and how long it took the balancer to notice. Pure. */
import type { EventRecord } from '../history/records.js';
import type { TimelineBin } from './findings.js';
import type { Windows } from './windows.js';

/** A number, or why there is none. */
export type Measured = { readonly value: number } | { readonly reason: string };

/**
 * From the injection to the end of the last one-second bin outside the before-window's band of ok share; 0 when none is.
 *
 * @param injectedSeconds moment of the first scripted fault, seconds of load; null without one
 */
export function recoverySeconds(
  bins: readonly TimelineBin[],
  windows: Windows,
  injectedSeconds: number | null,
): Measured {
  if (injectedSeconds === null) return { reason: 'no fault was injected' };
  const before = windows.before;
  if (before === null) return { reason: 'there is no window before the fault to compare with' };
  const share = ({ ok, planned }: TimelineBin): number => (planned === 0 ? 1 : ok / planned);
  const reference = bins.filter(({ second }) => second * 1000 >= before[0] && (second + 1) * 1000 <= before[1]);
  if (reference.length === 0) return { reason: 'the window before the fault is shorter than a second' };
  const least = Math.min(...reference.map(share));
  const last = bins.findLast((bin) => bin.second + 1 > injectedSeconds && share(bin) < least);
  return { value: last === undefined ? 0 : last.second + 1 - injectedSeconds };
}

/** From the death or freeze of a node to the balancer's first view of it as down; the longest, with several. */
export function detectionSeconds(events: readonly EventRecord[]): Measured {
  const troubles = events.filter(
    ({ what, by }) => by === 'script' && (what === 'node-killed' || what === 'node-paused'),
  );
  if (troubles.length === 0) return { reason: 'no node was killed or paused' };
  let longest = 0;
  for (const trouble of troubles) {
    const down = events.find(
      (event) => event.what === 'server-down' && event.subject === trouble.subject && event.toUs >= trouble.fromUs,
    );
    if (down === undefined)
      return { reason: `the balancer did not find ${trouble.subject} down while the load lasted` };
    longest = Math.max(longest, (down.toUs - trouble.fromUs) / 1e6);
  }
  return { value: longest };
}
