/** The terms of each kind of equation in words, as a report gets them. */
import { writePayments } from './checkouts.js';
import { writeClasses } from './class-identity.js';
import { writeExecuted } from './executed-identity.js';
import { writeTwice } from './execution.js';
import { type Equation, listed, type Terms, type Words, writeExcused, writeSameBirths } from './identity.js';
import type { Identity } from './judgement.js';

const WRITERS: Readonly<Record<Words, (terms: Terms) => string>> = {
  'same births': writeSameBirths,
  excused: writeExcused,
  elsewhere: ({ elsewhere }) => listed(elsewhere),
  classes: writeClasses,
  executed: writeExecuted,
  'executed twice': writeTwice,
  payments: writePayments,
};

export function written({ name, left, right, holds, terms, words }: Equation): Identity {
  return { name, left, right, holds, detail: WRITERS[words](terms) };
}
