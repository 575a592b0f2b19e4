/** Consistent hash of the device id. The servers' weight of 100 gives each as many points on the ring, for even shares. */
import { NO_WORDS, type RoutingRenderer } from './routing.js';

export const consistent: RoutingRenderer = (spec) => ({
  lines: [`balance hdr(${spec.deviceHeader})`, 'hash-type consistent'],
  serverWords: NO_WORDS,
});
