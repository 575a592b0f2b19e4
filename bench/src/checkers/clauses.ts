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

/** What each is good for: what would be said of people's sessions without it. */
export const WITHOUT: Readonly<Record<Clause, string>> = {
  'refusals-are-silent': 'a node too busy to look (503) would count as one that has lost the session',
  'dead-keys': 'an answer to a key that was given up at the sign-in would pass for the loss of the session',
  'first-happening': 'a session led astray by maintenance would be blamed on the node that died later',
  'receipt-whenever': 'who holds a receipt would count as having lost a session that was no longer needed',
  'expiry-at-loss': 'whatever happened up to the dump, an expiry too, would excuse a session that was killed before',
  'overwritten-keys':
    'two tabs overwrite the one cookie, and a session that nobody can reach any more would count as intact',
  'final-read': 'who did not come back after a change of routing would count as well served',
  'jar-used-last': 'the phone that was put aside would speak for the laptop that is in use',
  'claims-apart': 'a code that another device could not redeem would count as a lost session',
  'reachable-key': 'a copy that an old snapshot brings back, under a key that nobody holds, would pass for the session',
  'event-between': 'a write that a failover rolled back would be blamed on two tabs',
  'without-dump': 'one store that cannot be read would leave open what every answer shows',
  'same-shopper-items': "a frozen node that wakes and finishes the shopper's own request would be reported as a leak",
};
