/**
 * What a session can hold, the same in every layer of ours: values that come back from JSON as they were, under keys that
 * mean nothing to an object or to the session plug-in. Anything else is refused before anything is written, rather than
 * come back as something else from one store and as itself from another.
 *
 * Kept: strings (lone surrogates too), finite numbers, booleans, null, lists, plain objects with any keys at all, such as
 * `__proto__`. Refused: -0 (JSON says 0), NaN and infinities (null), undefined in a list or an object (null, or nothing),
 * bigints, functions, objects of a class, such as dates, members that JSON does not see (symbols, hidden ones), and what is
 * nested deeper than any session's, cycles first of all.
 */
import { ENDS_AT } from './store.js';

/** A change that a session could not give back as it was: a bug of whoever saves it. */
export class Unkeepable extends Error {
  override readonly name = 'Unkeepable';
}

/** Members of the plug-in's session objects; a field of that name would take their place. Those of all objects apart. */
const OF_THE_PLUG_IN: ReadonlySet<string> = new Set([
  ...['cookie', 'sessionId', 'encryptedSessionId'],
  ...['options', 'touch', 'regenerate', 'get', 'set', 'destroy', 'reload', 'save', 'isModified', 'isSaved'],
]);

/** @throws Unkeepable */
export function refuseUnkeepable(changes: object): void {
  for (const [key, value] of Object.entries(changes)) {
    if (OF_THE_PLUG_IN.has(key) || key in Object.prototype) {
      throw new Unkeepable(`"${key}" means something to a session object: it cannot be a field`);
    }
    if (key === ENDS_AT) throw new Unkeepable(`"${key}" is when the session ends: the session layer alone sets it`);
    // A change to nothing is no change: it is not written.
    if (value !== undefined && !survivesJson(value)) {
      throw new Unkeepable(`the value of "${key}" would not come back from JSON as it is`);
    }
  }
}

/** Levels of lists and objects in a value. */
const DEEPEST = 100;

function survivesJson(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      if (value === null) return true;
      return depth < DEEPEST && isPlain(value) && Object.values(value).every((one) => survivesJson(one, depth + 1));
    default:
      return false;
  }
}

/** A list without holes and other members, or an object that is nothing but its fields. */
function isPlain(value: object): boolean {
  const seen = Object.keys(value);
  const members = Reflect.ownKeys(value).length;
  if (Array.isArray(value)) {
    // The length is a member, too.
    return members === value.length + 1 && seen.length === value.length && seen.every((key, at) => key === `${at}`);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return members === seen.length && (prototype === Object.prototype || prototype === null);
}
