/** The balancer: an HAProxy configuration, rendered by a pure function. */
export { BACKEND, FRONTEND, renderBalancerConfig } from './render.js';
export { type BalancerRouting, type BalancerServer, type BalancerSpec, maxConnectionsFor } from './spec.js';
