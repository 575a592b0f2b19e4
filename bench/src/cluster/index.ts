/** The rooms' door: drivers by name, and what a lab does about other labs before it starts one. */
import { createProcessDriver } from './process/driver.js';

export type { ClusterContext, ClusterDriver, ClusterPlan, StartedCluster } from './cluster.js';
export { createProcessDriver, type ProcessDriver, type ProcessDriverOptions } from './process/driver.js';
export { type ProcessTable, systemProcessTable } from './registry/process-table.js';
export { type RunRecord, registerRun, registryFolder } from './registry/run-record.js';
export { findOtherLabs, type SweptRun, sweepLeftovers } from './registry/sweep.js';

/** Every driver: one file and one line here. */
export const DRIVERS = { process: createProcessDriver } as const;
