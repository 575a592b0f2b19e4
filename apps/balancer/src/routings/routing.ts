/** How a routing shows in the configuration. */
import type { BalancerSpec } from '../spec.js';

export interface RoutingRules {
  /** Lines of the backend section. */
  readonly lines: readonly string[];
  /** Words that each server line carries besides the common ones. */
  readonly serverWords: (server: string) => string;
}
export type RoutingRenderer = (spec: BalancerSpec) => RoutingRules;

export const NO_WORDS = (): string => '';
