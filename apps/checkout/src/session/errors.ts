/** What can go wrong between a request and its session, told apart by what it means for the request's effect. */

/** The look-up failed before the handler ran: the request had no effect. */
export class LookupFailed extends Error {
  override readonly name = 'LookupFailed';
}

/** The store failed under the handler: the write may or may not have happened. */
export class SaveFailed extends Error {
  override readonly name = 'SaveFailed';
}

/** The session was ended, moved or expired between look-up and save; nothing was written, nothing revived. */
export class SessionGone extends Error {
  override readonly name = 'SessionGone';
}

/**
 * A store knew that it was away, and sent nothing; or it was refused before anything was done. As the cause of a
 * LookupFailed or SaveFailed it proves that the store holds what it held before.
 */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
}
