import { expect, it } from 'vitest';
import { type CapacityPlan, capacitySeconds, nodeCountsTo, trialsOf } from './trials.js';

const PLAN: CapacityPlan = {
  designs: ['stateful', 'stateless', 'stateless-blob'],
  nodeCounts: [1, 2, 3, 4],
  rounds: 3,
  probeMs: 1000,
  warmUpMs: 1000,
  mostConnections: 512,
};

it('every round has each design on each number of nodes once, the designs of a number beside each other', () => {
  const trials = trialsOf(PLAN, 1);
  for (const round of [1, 2, 3]) {
    const own = trials.filter((trial) => trial.round === round);
    expect(new Set(own.map(({ design, nodes }) => `${design} ${nodes}`)).size).toBe(12);
    expect(own).toHaveLength(12);
    const runs = own.filter(({ nodes }, index) => own[index - 1]?.nodes !== nodes);
    expect(runs).toHaveLength(4);
  }
  expect(trials.map(({ round }) => round)).toEqual([...trials.map(({ round }) => round)].sort());
});

it('the seed alone decides the order', () => {
  expect(trialsOf(PLAN, 7)).toEqual(trialsOf(PLAN, 7));
  expect(trialsOf(PLAN, 7)).not.toEqual(trialsOf(PLAN, 8));
  const [first, second] = [1, 2].map((round) => trialsOf(PLAN, 1).filter((trial) => trial.round === round));
  expect(first?.map(({ design }) => design)).not.toEqual(second?.map(({ design }) => design));
});

it('counts from one node to the most, all of a few and ever fewer of many', () => {
  expect(nodeCountsTo(1)).toEqual([1]);
  expect(nodeCountsTo(4)).toEqual([1, 2, 3, 4]);
  expect(nodeCountsTo(8)).toEqual([1, 2, 3, 4, 5, 6, 8]);
  expect(nodeCountsTo(20)).toEqual([1, 2, 3, 4, 5, 6, 8, 12, 16, 20]);
});

it('says that --quick takes less than a minute', () => {
  const quick: CapacityPlan = {
    ...PLAN,
    designs: ['stateful', 'stateless'],
    nodeCounts: [1, 2],
    rounds: 2,
    probeMs: 300,
    warmUpMs: 500,
  };
  expect(capacitySeconds(quick)).toBeLessThan(60);
  expect(capacitySeconds({ ...PLAN, rounds: 6 })).toBeGreaterThan(1.5 * capacitySeconds(PLAN));
});
