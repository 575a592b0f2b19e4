/**
 * The balancer inserts an affinity cookie and follows it while that server is up. Cookie values are explicit, since
 * dynamic ones come out empty for servers that are enabled later.
 */
import type { RoutingRenderer } from './routing.js';

export const cookie: RoutingRenderer = (spec) => ({
  lines: ['balance roundrobin', `cookie ${spec.affinityCookie} insert indirect nocache httponly`],
  serverWords: (server) => ` cookie ${server}`,
});
