/** Every design that a scenario may name. A new one is one entry here. */
import type { LabDesign, Routing, StoreKind, Variant } from './scenario.js';

const STORES = { stateful: 'memory', stateless: 'redis' } as const satisfies Record<Variant, StoreKind>;

function design(name: string, variant: Variant, routing: Routing, label: string, store?: StoreKind): LabDesign {
  return { name, variant, routing, store: store ?? STORES[variant], label };
}

export const DESIGNS = {
  stateful: design('stateful', 'stateful', 'cookie', 'stateful (cookie)'),
  stateless: design('stateless', 'stateless', 'round-robin', 'stateless (Redis)'),
  'stateful-modulo': design('stateful-modulo', 'stateful', 'modulo', 'stateful (modulo hash)'),
  'stateful-consistent': design('stateful-consistent', 'stateful', 'consistent', 'stateful (consistent hash)'),
  'stateful-round-robin': design('stateful-round-robin', 'stateful', 'round-robin', 'stateful (round-robin)'),
  'stateful-least-conn': design('stateful-least-conn', 'stateful', 'least-conn', 'stateful (least-conn)'),
  // The control that separates what the store does from what the routing does.
  'stateless-sticky': design('stateless-sticky', 'stateless', 'cookie', 'stateless (Redis, cookie)'),
  // What people use today, to measure ours against.
  'stateful-naive': design('stateful-naive', 'stateful', 'cookie', "stateful (plug-in's MemoryStore)", 'memory-naive'),
  'stateless-blob': design('stateless-blob', 'stateless', 'round-robin', 'stateless (Redis, whole blob)', 'redis-blob'),
  'stateless-sealed': design('stateless-sealed', 'stateless', 'round-robin', 'stateless (sealed cookie)', 'sealed'),
} as const satisfies Record<string, LabDesign>;
export type DesignName = keyof typeof DESIGNS;

export const DESIGN_NAMES = Object.keys(DESIGNS) as readonly DesignName[];
/** Is it the name of one of them? On a cluster that somebody else runs it is a label, and says nothing. */
export function isLabName(name: string): boolean {
  return Object.hasOwn(DESIGNS, name);
}

/** What a scenario compares when it names no designs. */
export const DEFAULT_DESIGNS = ['stateful', 'stateless'] as const satisfies readonly DesignName[];

/** @returns null for a name that no design has */
export function designNamed(name: string): LabDesign | null {
  return Object.hasOwn(DESIGNS, name) ? DESIGNS[name as DesignName] : null;
}
