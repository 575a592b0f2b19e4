/**
 * Clauses of the rules that can be switched off one at a time. Nobody judges a run that way: it is how the tests prove
 * that each clause is needed, by counting the births that are misjudged without it.
 */
export const CLAUSES = {
  'refusals-are-silent': 'an answer that looked no session up says nothing about it',
  'dead-keys': 'a key that the session was moved away from is no evidence',
  'first-happening': 'the class is what happened first',
  'receipt-whenever': 'a receipt completes a birth even when a store event came before its arrival',
  'expiry-at-loss': 'expiry is judged at the moment of the loss, not at the dump',
  'overwritten-keys': 'a birth whose key another answer pushed out of the jar is orphaned',
  'final-read': 'a final read that goes astray counts',
  'jar-used-last': 'only the final read of the jar used last counts',
  'claims-apart': 'a claim is never evidence of a loss',
  'reachable-key': 'a dump counts under a key that a jar holds or last held',
  'event-between': 'a lossy store event between sighting and absence rules out a lost update',
  'without-dump': 'what is certain is decided without a dump',
  'same-shopper-items': "a late item of the same shopper's other birth is no leak",
} as const;
export type Clause = keyof typeof CLAUSES;
