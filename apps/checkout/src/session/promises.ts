/** What a session layer promises, by name: the contract's clauses and the broken stores both refer to these. */
export const PROMISES = {
  keeps: 'every acknowledged save is found later',
  holds: 'a session is kept whatever its size, and however many there are',
  atomic: 'a save of several fields is there whole, or not at all',
  reads: 'a look-up changes nothing',
  serialises: 'a value comes back to the byte',
  refuses: 'what would not come back as it is, is refused',
  expires: 'a session that nobody uses is forgotten',
  mortal: 'no write keeps a session for ever',
  slides: 'a session that is used stays, and a dump is no use',
  ends: 'a session has an absolute end, which use does not put off',
  separate: 'no two requests and no two sessions share an object',
  isolates: 'a request finds the session that its cookie names, and no other',
  buries: 'nothing revives a session that ended or expired',
  merges: 'writers of different fields at the same time are all kept',
  whole: 'a move is one step: at every moment the session is there',
  carries: 'a move takes along what others save meanwhile',
  rekeys: 'after a move the old key is dead',
  acknowledges: 'a save is done when the store has it, not before',
  fails: 'a failure of the store is told, and touches no cookie',
  codes: 'a hand-off code works once, and not for ever',
  adopts: 'a second browser can go on in a session',
  moves: 'a move takes everything along, and tells the new key first',
  cookies: 'a cookie names a session of ours, and nothing else gets one',
  counts: 'a node knows how many sessions it holds, and what they weigh',
} as const;

export type PromiseName = keyof typeof PROMISES;
