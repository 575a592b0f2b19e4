/** What a run's clusters stand on: programs of this machine, which the lab starts, or addresses where others run theirs. */

import type { ClusterDriver } from '../cluster/cluster.js';
import { externalDriver } from '../cluster/external/driver.js';
import { probe } from '../cluster/external/probe.js';
import {
  againstTargets,
  allowedHosts,
  problemsOfTargets,
  readTargets,
  type TargetFlags,
} from '../cluster/external/targets.js';
import { createProcessDriver } from '../cluster/process/driver.js';
import { TIME_OUTS_MS } from '../cluster/process/time-outs.js';
import { haproxyVersion, redisVersion } from '../cluster/process/versions.js';
import { LabError } from '../errors.js';
import { provision } from '../provision/provision.js';
import { isLabName } from '../scenario/designs.js';
import type { Overrides } from '../scenario/overrides.js';
import { formatProblems } from '../scenario/problems.js';
import type { ExternalDesign, Problem, Scenario } from '../scenario/scenario.js';
import type { Io } from './io.js';

export interface Ground {
  readonly driver: ClusterDriver;
  /** SIGKILLs what the driver started, at once: for a second Ctrl-C. */
  readonly abandon: () => void;
  /** Of programs beside Node. */
  readonly versions: Readonly<Record<string, string>>;
  /** Inside the cluster, milliseconds, by who waits for whom. */
  readonly timeOutsMs: Readonly<Record<string, number>>;
  /** Hosts beside loopback to which a person allowed load to go. */
  readonly allowedHosts: readonly string[];
  /** What a person should know before it starts. */
  readonly notes: readonly string[];
}

/** Clusters that the lab starts. @throws LabError for what is missing */
export async function ownGround(io: Io): Promise<Ground> {
  const programs = await provision(io);
  const [redis, haproxy] = await Promise.all([redisVersion(programs.redisServer), haproxyVersion(programs.haproxy)]);
  const driver = createProcessDriver(programs);
  return {
    driver,
    abandon: () => driver.abandon(),
    versions: { redis, haproxy },
    timeOutsMs: { ...TIME_OUTS_MS },
    allowedHosts: [],
    notes: [],
  };
}

/** The scenarios against the targets, and the targets. */
export interface External {
  readonly scenarios: readonly Scenario[];
  readonly designs: readonly ExternalDesign[];
  readonly allowedHosts: readonly string[];
}

/** What is wrong with flags for targets, whatever the scenarios are. */
export function problemsOfFlags(flags: TargetFlags, overrides: Overrides): Problem[] {
  if (flags.targets.length + flags.allowHosts.length === 0) return [];
  const read = readTargets(flags);
  return ['problems' in read ? read.problems : [], problemsOfTargets([], overrides)].flat();
}

/**
 * @returns null where no target is named
 * @throws LabError LAB_TARGET_REFUSED, which lists all problems at once
 */
export function externalOf(flags: TargetFlags, scenarios: readonly Scenario[], overrides: Overrides): External | null {
  if (flags.targets.length + flags.allowHosts.length === 0) return null;
  const read = readTargets(flags);
  const problems = ['problems' in read ? read.problems : [], problemsOfTargets(scenarios, overrides)].flat();
  if (problems.length > 0) throw new LabError('LAB_TARGET_REFUSED', formatProblems(problems));
  const designs = 'ok' in read ? read.ok : [];
  return {
    scenarios: scenarios.map((scenario) => againstTargets(scenario, designs)),
    designs,
    allowedHosts: allowedHosts(flags),
  };
}

/** Clusters that stand already. @throws LabError where nobody answers there, or somebody else does, and where interrupted */
export async function externalGround({ designs, allowedHosts: hosts }: External, { signal }: Io): Promise<Ground> {
  await probe(designs, signal);
  return {
    driver: externalDriver,
    abandon: () => {},
    versions: {},
    timeOutsMs: {},
    allowedHosts: hosts,
    notes: notesOn(designs),
  };
}

function notesOn(designs: readonly ExternalDesign[]): string[] {
  const labels = designs.filter(({ name }) => isLabName(name)).map(({ name }) => name);
  const [first, ...others] = designs;
  return [
    `external: ${designs.map(({ name, target }) => `${name} is ${target}`).join(', ')}; nothing is started there, and nothing stopped`,
    ...(labels.length === 0
      ? []
      : [
          `${labels.join(' and ')}: a label only, nobody verifies that ${labels.length === 1 ? 'it is' : 'they are'} built so`,
        ]),
    ...(first !== undefined && others.length > 0 && others.every(({ target }) => target === first.target)
      ? ['all names lead to the same address (A/A): what differs between them is chance']
      : []),
  ];
}
