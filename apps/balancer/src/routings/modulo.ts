/** Hash of the device id modulo the number of usable servers: a change of that number moves nearly everybody. */
import { NO_WORDS, type RoutingRenderer } from './routing.js';

export const modulo: RoutingRenderer = (spec) => ({
  lines: [`balance hdr(${spec.deviceHeader})`, 'hash-type map-based'],
  serverWords: NO_WORDS,
});
