/**
 * What the values of a scenario mean together: rules that no single key can break. Pure. Both a file and a file changed
 * by flags go through them, so that a finding says which settings it `involves`: a broken one among them voids it, a flag among them is to blame.
 */
import { longestJourneyMs, THINK_SPREAD } from '../plan/journey.js';
import type { Path } from './document.js';
import { formatDuration } from './duration.js';
import { faultSequenceRule } from './fault-sequence.js';
import type { Scenario } from './scenario.js';

/** Where a value stands in the file. */
export type Setting = 'designs' | 'faults' | `cluster.${string}` | `load.${string}`;

export interface Finding {
  /** Path in the scenario file. */
  readonly path: Path;
  readonly message: string;
  readonly hint: string | null;
  readonly involves: readonly Setting[];
}
export type Rule = (scenario: Scenario) => readonly Finding[];

/** Nodes answer what is in flight, stores reach their command deadline: what a quiesce may take beside the time-out. */
const QUIESCE_MS = 5000;

const RULES: readonly Rule[] = [uniqueDesigns, arrivals, warmUp, idleTtl, faultTimes, faultSequenceRule, expectations];

export function checkRules(scenario: Scenario): Finding[] {
  return RULES.flatMap((rule) => rule(scenario));
}

function uniqueDesigns({ designs }: Scenario): Finding[] {
  return designs.flatMap(({ name }, index) =>
    designs.findIndex((design) => design.name === name) === index
      ? []
      : [
          {
            path: ['designs', index],
            message: `"${name}" is named twice`,
            hint: 'name it once',
            involves: ['designs'],
          },
        ],
  );
}

/** Arrivals stop one longest journey before the end: something must be left. */
function arrivals({ load }: Scenario): Finding[] {
  const journeyMs = longestJourneyMs(load);
  if (load.durationMs > journeyMs) return [];
  const short = formatDuration(journeyMs - load.durationMs + 1);
  return [
    {
      path: ['load', 'duration'],
      message: `${formatDuration(load.durationMs)} is too short by ${short}: the longest journey takes ${formatDuration(journeyMs)}`,
      hint: `more than ${formatDuration(journeyMs)}, or a shorter load.think or fewer load.heartbeats`,
      involves: ['load.duration', 'load.think', 'load.heartbeats', 'load.handOff', 'load.signOut'],
    },
  ];
}

function warmUp({ load }: Scenario): Finding[] {
  if (load.warmUpMs < load.durationMs) return [];
  const message = `${formatDuration(load.warmUpMs)} leaves nothing of the run (${formatDuration(load.durationMs)})`;
  return [
    { path: ['load', 'warmUp'], message, hint: 'less than load.duration', involves: ['load.duration', 'load.warmUp'] },
  ];
}

/**
 * A session must not expire before it is dumped, else a loss and an expiry cannot be told apart. The longest gap is that
 * of a session which its shopper left early (started over, gave up): from its last touch to the dump it lies untouched
 * through the rest of the load, what is paused, the last time-outs and the quiesce.
 */
function idleTtl({ cluster, load, faults }: Scenario): Finding[] {
  const pausedMs = Math.max(0, ...faults.map((fault) => ('forMs' in fault ? fault.forMs : 0)));
  const thinkMs = Math.ceil(load.thinkMs * (1 + THINK_SPREAD));
  const neededMs = load.durationMs + thinkMs + pausedMs + load.timeoutMs + QUIESCE_MS;
  if (cluster.idleTtlMs >= neededMs) return [];
  return [
    {
      path: ['cluster', 'idleTtl'],
      message: `${formatDuration(cluster.idleTtlMs)} is shorter than load, pause and quiesce together (${formatDuration(neededMs)}): sessions would expire before they are counted`,
      hint: `at least ${formatDuration(neededMs)}`,
      involves: ['load.duration', 'load.think', 'load.timeout', 'cluster.idleTtl'],
    },
  ];
}

function faultTimes({ load, faults }: Scenario): Finding[] {
  const end = formatDuration(load.durationMs);
  return faults.flatMap((fault, index): Finding[] => {
    if (fault.atMs >= load.durationMs) {
      const message = `${formatDuration(fault.atMs)} is after the end of the run (${end})`;
      const hint = `a moment before ${end}, or raise load.duration`;
      return [{ path: ['faults', index, 'at'], message, hint, involves: ['load.duration'] }];
    }
    if ('forMs' in fault && fault.atMs + fault.forMs > load.durationMs) {
      const until = formatDuration(fault.atMs + fault.forMs);
      const message = `${formatDuration(fault.forMs)} lasts until ${until}, after the end of the run (${end})`;
      const hint = `at most ${formatDuration(load.durationMs - fault.atMs)}, or raise load.duration`;
      return [{ path: ['faults', index, 'for'], message, hint, involves: ['load.duration'] }];
    }
    return [];
  });
}

function expectations({ designs, expect }: Scenario): Finding[] {
  const chosen = designs.map(({ name }) => name);
  return Object.keys(expect)
    .filter((name) => !chosen.includes(name))
    .map((name) => ({
      path: ['expect', name],
      message: `"${name}" is not among the designs of this scenario`,
      hint: `one of ${chosen.join(', ')}`,
      involves: ['designs'],
    }));
}
