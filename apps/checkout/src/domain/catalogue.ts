/** What the streaming service sells: its titles, and its plans with their monthly prices. */
import type { PlanBody } from '../protocol/index.js';

export interface Title {
  readonly id: string;
  readonly name: string;
  readonly minutes: number;
}

export const TITLES: readonly Title[] = [
  { id: 'the-long-drain', name: 'The Long Drain', minutes: 112 },
  { id: 'sticky-business', name: 'Sticky Business', minutes: 97 },
  { id: 'night-of-the-failover', name: 'Night of the Failover', minutes: 104 },
  { id: 'a-quorum-of-one', name: 'A Quorum of One', minutes: 88 },
  { id: 'the-last-heartbeat', name: 'The Last Heartbeat', minutes: 121 },
  { id: 'round-robin-hood', name: 'Round Robin Hood', minutes: 93 },
];

export const PRICES_CENTS: Readonly<Record<PlanBody['plan'], number>> = { basic: 799, standard: 1299, premium: 1799 };

/** What a session pays: its plan's price; without a plan (started over at the review) the smallest one's. */
export const amountCentsOf = (plan: PlanBody['plan'] | undefined): number => PRICES_CENTS[plan ?? 'basic'];
