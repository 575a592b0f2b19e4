/**
 * What the fields of a record must hold. Nearly all lines are read by their pattern, which takes nothing else; the few that
 * are left to `JSON.parse` are held to the same, so that a record that somebody changed is named instead of counted.
 */
import type { FieldKind } from './line-pattern.js';

/** Beside those of a line's pattern: any number, a list, an object, and those that may be null. */
type Kind = FieldKind | 'number?' | 'flag?' | 'list' | 'object' | 'object?';
export type Fields = Readonly<Record<string, Kind>>;

const NAMES: Readonly<Record<Kind, string>> = {
  whole: 'a number',
  'whole?': 'a number or null',
  'number?': 'a number or null',
  text: 'a text',
  'text?': 'a text or null',
  flag: 'true or false',
  'flag?': 'true, false or null',
  list: 'a list',
  object: 'an object',
  'object?': 'an object or null',
};

/**
 * @param place of the record within its line, to be put before the names of its fields
 * @throws TypeError naming the first field that does not hold what it must
 */
export function assertFields(record: object, fields: Fields, place = ''): void {
  for (const name in fields) {
    const kind = fields[name] as Kind;
    const value: unknown = Reflect.get(record, name);
    if (!holds(value, kind)) throw new TypeError(`"${place}${name}" is ${found(value)}, expected ${NAMES[kind]}`);
  }
}

/** A value in words: a number in quotes is a text, and looks like the number that is wanted. */
export function found(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function holds(value: unknown, kind: Kind): boolean {
  if (value === null) return kind.endsWith('?');
  switch (kind) {
    case 'whole':
    case 'whole?':
    case 'number?':
      return Number.isFinite(value);
    case 'text':
    case 'text?':
      return typeof value === 'string';
    case 'flag':
    case 'flag?':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    default:
      return typeof value === 'object' && !Array.isArray(value);
  }
}
