/** Each request to the next server, whoever sends it. */
import { NO_WORDS, type RoutingRenderer } from './routing.js';

export const roundRobin: RoutingRenderer = () => ({ lines: ['balance roundrobin'], serverWords: NO_WORDS });
