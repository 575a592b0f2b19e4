/** What the checkout draws: births, hand-off codes, item numbers for people. */
import { CODE_LENGTH, codeFrom } from '../domain/hand-off-code.js';

export interface Dice {
  readonly newBirth: () => string;
  readonly newCode: () => string;
  readonly newItem: () => number;
}

/** Items of load plans stay far below. */
const FIRST_ITEM_OF_PEOPLE = 1e9;
const ITEMS_OF_PEOPLE = 2 ** 47;
const BIRTH_BYTES = 12;

/**
 * @param randomBytes so many random bytes
 * @param randomInt a whole number from 0 up to, but not including, the limit (at most 2^48 - 1)
 */
export function rollDice(randomBytes: (size: number) => Buffer, randomInt: (limit: number) => number): Dice {
  return {
    newBirth: () => randomBytes(BIRTH_BYTES).toString('base64url'),
    newCode: () => codeFrom(randomBytes(CODE_LENGTH)),
    newItem: () => FIRST_ITEM_OF_PEOPLE + randomInt(ITEMS_OF_PEOPLE),
  };
}
