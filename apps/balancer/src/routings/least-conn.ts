/** Each request to the server with the fewest connections in use. */
import { NO_WORDS, type RoutingRenderer } from './routing.js';

export const leastConn: RoutingRenderer = () => ({ lines: ['balance leastconn'], serverWords: NO_WORDS });
