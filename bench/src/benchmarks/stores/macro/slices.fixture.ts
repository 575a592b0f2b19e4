/** Slices for tests, with figures that are easy to reckon with. */
import type { SliceFigures } from './measured-slice.js';

export function slice(changes: Partial<SliceFigures> = {}): SliceFigures {
  return {
    design: 'stateless',
    mix: 'read-heavy',
    items: 10,
    round: 1,
    requests: 1000,
    perSecond: 1000,
    nodeCpuUs: 100,
    redis: null,
    nodeBusy: 0.95,
    generatorBusy: 0.4,
    othersBusy: 0,
    ...changes,
  };
}
