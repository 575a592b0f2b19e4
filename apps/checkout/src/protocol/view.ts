/**
 * What every answer of the checkout says about the session, as response headers: pages and JSON alike carry them, and a
 * load driver need not parse a body.
 */
export const HEADERS = {
  /** Request: id of the operation, a decimal integer, unique in a trial. */
  operation: 'x-operation',
  /** Request: id of the device, sent from its first request on; the stand-in for an address that hash routing uses. */
  device: 'x-device',
  /** Response: the node incarnation that answered, `node-2.1` (name, dot, incarnation from 1). */
  node: 'x-node',
  /**
   * Response: the birth of the session that the handler found or created, or `none`. An answer with this header
   * *speaks*; one without it (a refusal before the session was looked up) says nothing about the session.
   */
  birth: 'x-birth',
  /** Response: the session's item numbers as ranges (`3-7,9`), empty for none. What was loaded (read) or saved (write). */
  items: 'x-items',
  /** Response: `none` when the request provably had no effect. */
  effect: 'x-effect',
  /** Response: present, with value `made`, when the balancer itself made the answer. */
  balancer: 'x-balancer',
} as const;

export const NO_BIRTH = 'none';

/** Name of the session cookie; its value is `<session id>.<signature>`, the session id being the key of the store. */
export const SESSION_COOKIE = 'sid';
/** Name of the balancer's affinity cookie. */
export const AFFINITY_COOKIE = 'srv';

/** Key of the store inside a session cookie's (percent-decoded) value. */
export function sessionKeyOf(cookieValue: string): string {
  const dot = cookieValue.indexOf('.');
  return dot < 0 ? cookieValue : cookieValue.slice(0, dot);
}
