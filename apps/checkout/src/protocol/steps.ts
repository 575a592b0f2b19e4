/**
 * The steps of a journey, and the HTTP request that each one is.
 *
 * `writes` says what the step leaves in the session: an `item` (a numbered, idempotent entry), the watch `register`
 * (overwritten, so that watching does not grow the session), or nothing.
 */
export interface StepRoute {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly writes: 'item' | 'register' | 'nothing';
}

export const STEPS = {
  /** Opens the app. Creates the session if the jar's key names none. */
  open: { method: 'POST', path: '/api/open', writes: 'item' },
  /** Signs in: the session gets a new key in one atomic step of the store; its birth stays. */
  signIn: { method: 'POST', path: '/api/sign-in', writes: 'item' },
  browse: { method: 'GET', path: '/api/titles', writes: 'nothing' },
  /** A position heartbeat: title, position, sequence. Creates no session. */
  watch: { method: 'PUT', path: '/api/watch', writes: 'register' },
  plan: { method: 'POST', path: '/api/plan', writes: 'item' },
  paymentMethod: { method: 'POST', path: '/api/payment-method', writes: 'item' },
  /** Writes and acknowledges the idempotency key, before any charge. */
  review: { method: 'POST', path: '/api/review', writes: 'item' },
  /** Charges through the gateway, then writes the receipt. 409 when the session holds no idempotency key. */
  pay: { method: 'POST', path: '/api/pay', writes: 'item' },
  receipt: { method: 'GET', path: '/api/receipt', writes: 'nothing' },
  /** The phone asks for a short code. */
  handOff: { method: 'POST', path: '/api/hand-off', writes: 'nothing' },
  /** The laptop claims the code and goes on in the same session, under the same key. 404 when the code is unknown. */
  claim: { method: 'POST', path: '/api/claim', writes: 'nothing' },
  signOut: { method: 'POST', path: '/api/sign-out', writes: 'nothing' },
  /** Reads the session and nothing else: the final read. */
  view: { method: 'GET', path: '/api/session', writes: 'nothing' },
} as const satisfies Record<string, StepRoute>;

export type Step = keyof typeof STEPS;
