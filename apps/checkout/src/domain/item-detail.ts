/**
 * What an application keeps with every item beside the fact itself, so that the size of a session can be set: text that
 * belongs to the item, the same however often it is written. Pure.
 */
import { type Changes, ITEM_PREFIX } from './session-data.js';

/** Changes whose items carry so many more bytes each. */
export function withDetail(changes: Changes, bytes: number): Changes {
  if (bytes === 0) return changes;
  const detailed: Record<string, unknown> = { ...changes };
  for (const key in detailed) {
    if (key.startsWith(ITEM_PREFIX)) detailed[key] = `${detailed[key]} ${detailOf(key, bytes)}`;
  }
  return detailed as Changes;
}

/** Letters and digits that differ from item to item: a store that compresses, or a sealed cookie, gains little by repetition. */
function detailOf(key: string, bytes: number): string {
  let state = 0;
  for (const character of key) state = (Math.imul(state, 31) + character.charCodeAt(0)) >>> 0;
  let text = '';
  while (text.length < bytes) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += state.toString(36);
  }
  return text.slice(0, bytes);
}
