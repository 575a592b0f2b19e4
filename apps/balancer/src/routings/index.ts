/** Every routing: one file and one line here. */
import type { BalancerRouting } from '../spec.js';
import { consistent } from './consistent.js';
import { cookie } from './cookie.js';
import { leastConn } from './least-conn.js';
import { modulo } from './modulo.js';
import { roundRobin } from './round-robin.js';
import type { RoutingRenderer } from './routing.js';

export const ROUTINGS: Readonly<Record<BalancerRouting, RoutingRenderer>> = {
  cookie,
  modulo,
  consistent,
  'round-robin': roundRobin,
  'least-conn': leastConn,
};
