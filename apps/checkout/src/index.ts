/** The checkout for its variants: the node that runs over any session layer, and what a store must offer. */
export { CODE_TTL_MS } from './domain/hand-off-code.js';
export type { Changes, SessionData } from './domain/session-data.js';
export { EnvironmentError, EnvironmentReader } from './node/environment.js';
export { host, type Service } from './node/host.js';
export { runNode, type StoresOfVariant } from './node/run.js';
export { countTraffic, Traffic } from './routes/traffic.js';
export { dumpLineOfData } from './session/dump-line.js';
export { SessionGone, StoreRefused } from './session/errors.js';
export { HeldSession, NEWCOMER } from './session/held-session.js';
export { refuseUnkeepable } from './session/keepable.js';
export type { LayerSettings, OpenLayer, SessionLayer } from './session/layer.js';
export { COOKIE_OPTIONS, cookieEndOf } from './session/plugin-layer.js';
export type { Fields, SessionStore, StoredSession } from './session/store.js';
export { ENDS_AT } from './session/store.js';
export { storeLayer } from './session/store-layer.js';
export { type TutorialStore, tutorialLayer } from './session/tutorial-layer.js';
