/**
 * Leaked: another shopper's operation was answered with the birth, or the birth was answered or dumped with another
 * shopper's item. An item of the same shopper's other birth is no leak: a frozen node that wakes adds it late.
 */

import { someItem } from '../history/item-ranges.js';
import type { Birth } from './births.js';
import type { TrialIndex } from './trial-index.js';

export interface Leak {
  readonly atUs: number;
  /** Operation that shows it; null when a dump does. */
  readonly shownBy: number | null;
}

export function leakOf(index: TrialIndex, birth: Birth): Leak | null {
  const foreign = (item: number) => {
    const owner = index.itemOwner.get(item);
    if (owner !== undefined && owner !== birth.shopper) return true;
    return index.without.has('same-shopper-items') && !birth.known.some((write) => write.item === item);
  };
  let innocent = '';
  for (const op of birth.answers) {
    if (op.shopper !== birth.shopper || (op.items !== innocent && someItem(op.items, foreign))) {
      return { atUs: op.doneUs, shownBy: op.id };
    }
    innocent = op.items;
  }
  for (const sighting of birth.sightings) {
    if ([...sighting.items].some(foreign)) return { atUs: sighting.t, shownBy: null };
  }
  return null;
}
