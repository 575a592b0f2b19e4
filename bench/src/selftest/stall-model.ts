/**
 * What a server that stands still once does to the latency of a plan, by arithmetic alone: every operation starts at its
 * intended moment, or when the one before it in its lane is done; what starts while the server stands still is done when
 * it goes on. Pure.
 */
import type { Plan } from '../plan/plan.js';
import { quantileOf } from './witness.js';

export interface StalledServer {
  /** Operation at whose start it stands still. */
  readonly atOperation: number;
  readonly stallUs: number;
  /** What an answer takes otherwise. */
  readonly serviceUs: number;
}

export interface Prediction {
  /** Ascending, microseconds: from the intended start, as people feel it. */
  readonly responseUs: readonly number[];
  /** Ascending, microseconds: from the send, as a load generator sees it that waits for its answers. */
  readonly serviceUs: readonly number[];
}

/** @returns null when the plan has no such operation */
export function predictStall(plan: Plan, server: StalledServer): Prediction | null {
  const fromUs = startOf(plan, server.atOperation);
  if (fromUs === null) return null;
  const toUs = fromUs + server.stallUs;
  const doneAt = (id: number, startUs: number): number => {
    const isHeld = id === server.atOperation || (startUs >= fromUs && startUs < toUs);
    if (isHeld) return toUs + server.serviceUs;
    const doneUs = startUs + server.serviceUs;
    return startUs < fromUs && doneUs > fromUs ? toUs : doneUs;
  };
  const responseUs: number[] = [];
  const serviceUs: number[] = [];
  for (const { arrivalUs, lanes } of plan.shoppers) {
    for (const lane of lanes) {
      let freeUs = 0;
      for (const { id, offsetUs } of lane) {
        const intendedUs = arrivalUs + offsetUs;
        const startUs = Math.max(intendedUs, freeUs);
        freeUs = doneAt(id, startUs);
        responseUs.push(freeUs - intendedUs);
        serviceUs.push(freeUs - startUs);
      }
    }
  }
  return { responseUs: ascending(responseUs), serviceUs: ascending(serviceUs) };
}

function startOf(plan: Plan, operation: number): number | null {
  for (const { arrivalUs, lanes } of plan.shoppers) {
    for (const { id, offsetUs } of lanes.flat()) if (id === operation) return arrivalUs + offsetUs;
  }
  return null;
}

const ascending = (values: number[]): number[] => values.sort((a, b) => a - b);

/** A percentile of a prediction, milliseconds. */
export function predictedMs(valuesUs: readonly number[], quantile: number): number {
  return (quantileOf(valuesUs, quantile) ?? 0) / 1000;
}
