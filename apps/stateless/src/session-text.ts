/**
 * How a session stands in Redis: one JSON object whose closing brace is left out, so that a write is appended.
 *
 *     {"birth":"b1","item:1":"open"
 *     ,"watch":{"title":"dune","positionSeconds":10,"sequence":1}
 *     ,"watch":{"title":"dune","positionSeconds":20,"sequence":2}
 *
 * Of members with one name JSON.parse takes the last, by its own definition. So a write sends only what changed, two
 * writers of different fields need not know of each other, and a read is one command whose answer is one text: to take
 * the many strings of a hash apart costs a node more than all else that it does for a request.
 *
 * JSON has no raw line break inside, so that each one is a write. After some of them the next writer writes the text anew
 * without what was overwritten.
 */
import { ENDS_AT, type Fields } from '@session-lab/checkout';

/**
 * Writes that a text carries before it is written anew: the next save after it was looked up with so many does it, and
 * keeps those that others made meanwhile. So it carries at most as many more as requests were at work at once.
 */
export const WRITES_TO_REWRITE = 8;

/**
 * The text of a session. An absolute end stands in front, where a script finds it without reading JSON: put there by hand,
 * because of all members an object gives those first whose names are whole numbers.
 */
export function textOf({ [ENDS_AT]: end, ...others }: Fields): string {
  const members = JSON.stringify(others).slice(1, -1);
  if (end === undefined && members === '') throw new RangeError('a session without any field has no text');
  if (end === undefined) return `{${members}`;
  return `{"${ENDS_AT}":${JSON.stringify(end)}${members === '' ? '' : `,${members}`}`;
}

/** What a write appends; nothing when nothing changed. */
export function appendixOf(changed: Fields): string {
  const members = JSON.stringify(changed).slice(1, -1);
  return members === '' ? '' : `\n,${members}`;
}

/** @throws SyntaxError for a text that is none of ours */
export const fieldsOf = (text: string): Fields => JSON.parse(`${text}}`) as Fields;

/** Whether a text carries so many writes that the next one should write it anew. */
export function isOverwritten(text: string): boolean {
  let at = -1;
  for (let writes = 0; writes < WRITES_TO_REWRITE; writes += 1) {
    at = text.indexOf('\n', at + 1);
    if (at === -1) return false;
  }
  return true;
}
