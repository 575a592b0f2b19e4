/** What is started here is of the lab's own designs. Pure. */
import type { ClusterPlan, LabClusterPlan } from '../cluster.js';

export function ofTheLab({ design, ...rest }: ClusterPlan): LabClusterPlan {
  if (design.store === 'external') throw new Error(`${design.name} is a target, and nothing that the lab starts`);
  return { ...rest, design };
}
