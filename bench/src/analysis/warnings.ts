/** A closed list of warnings, each with advice. Pure. */
import type { JarRecord } from '../history/records.js';
import type { Scenario } from '../scenario/scenario.js';
import { promisesToEnd } from '../scenario/stores.js';
import { afterlifeWords } from './afterlife.js';
import type { JudgedTrial } from './design.js';
import type { DesignFindings, ScenarioFindings, Warning } from './findings.js';
import { ownDeaths } from './own-deaths.js';
import { stealShare } from './resources.js';

/** Generator lag p99 beyond this voids latency. */
export const LAG_BOUND_MS = 10;
/** Machine CPU above this voids latency. */
export const CPU_BOUND = 0.7;
const STEAL_BOUND = 0.02;
/** Offered of asked; a plan's own chance makes a few per cent. */
const RATE_BOUND = 0.8;
/** What makes a node deserve to be taken for down. */
const DOWN_CAUSES = new Set(['node-killed', 'node-paused', 'node-stopping', 'node-exited']);

type Prediction = ScenarioFindings['predictions'][number];

interface WarningInput {
  readonly findings: DesignFindings;
  readonly judged: readonly JudgedTrial[];
  readonly predictions: readonly Prediction[];
}

type Check = (input: WarningInput) => Omit<Warning, 'code' | 'design'> | null;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export const WARNINGS = {
  'generator-lag': ({ findings: { generatorLagMs } }) =>
    generatorLagMs.p99 !== null && generatorLagMs.p99 > LAG_BOUND_MS
      ? {
          message: `the load generator was late: lag p99 ${generatorLagMs.p99.toFixed(1)} ms, bound ${LAG_BOUND_MS} ms; latency of this scenario is void, counts stand`,
          advice: 'lower the rate, or free the machine',
        }
      : null,
  'machine-busy': ({ findings: { machineCpuShare } }) =>
    machineCpuShare !== null && machineCpuShare > CPU_BOUND
      ? {
          message: `the machine was ${percent(machineCpuShare)} busy, bound ${percent(CPU_BOUND)}: latency is that of a machine at its limit`,
          advice: 'lower the rate, or use a machine with more cores',
        }
      : null,
  'cpu-stolen': ({ judged }) => {
    const steal = stealShare(judged.map(({ trial }) => trial));
    return steal !== null && steal > STEAL_BOUND
      ? {
          message: `the hypervisor took ${percent(steal)} of the time`,
          advice: 'repeat it when the neighbours are quiet',
        }
      : null;
  },
  'rate-not-reached': ({ judged }) => {
    const whole = judged.filter(({ trial }) => trial.end?.interrupted === false);
    const all = whole.flatMap(({ trial }) => trial.skips).filter(({ origin }) => origin === 'planned');
    const unsent = all.filter(({ reason }) => reason === 'cut-off').length;
    return unsent > 0
      ? {
          message: `${unsent} planned operations were not sent before the load ended`,
          advice: 'the cluster, or the machine, does not keep up: lower the rate, or raise load.duration',
        }
      : null;
  },
  'load-too-short': ({ findings: { requests }, judged }) => {
    const asked = judged[0]?.trial.header.scenario.load.ratePerSecond ?? 0;
    return requests.offeredPerSecond < asked * RATE_BOUND
      ? {
          message: `the plan offers ${requests.offeredPerSecond.toFixed(0)} of the ${asked} requests/s asked for: arrivals fill up slowly, and stop one longest journey before the end`,
          advice: 'raise load.duration, or lower load.think',
        }
      : null;
  },
  'cut-off': ({ findings: { sessions } }) =>
    sessions.cutOff > 0
      ? { message: `${sessions.cutOff} journeys were cut off by the end of the load`, advice: 'raise load.duration' }
      : null,
  'not-quiet': ({ judged }) =>
    judged.some(({ trial }) => trial.end !== null && !trial.end.quiet)
      ? { message: 'something was still in flight when the stores were dumped', advice: "look into the nodes' logs" }
      : null,
  'false-down': ({ judged }) => {
    const downs = judged.flatMap(({ trial }) =>
      trial.events.filter(
        (event) =>
          event.what === 'server-down' &&
          !trial.events.some(
            (cause) => DOWN_CAUSES.has(cause.what) && cause.subject === event.subject && cause.fromUs <= event.toUs,
          ),
      ),
    );
    return downs.length > 0
      ? {
          message: `the balancer took ${downs.map(({ subject }) => subject).join(', ')} for down although it lived`,
          advice: 'its health checks went unanswered: lower the rate, or look into its log',
        }
      : null;
  },
  'theory-missed': ({ predictions }) => {
    const missed = predictions.filter(({ agrees, expected }) => !agrees && !('exact' in expected));
    return missed.length > 0
      ? {
          message: `not what theory says: ${missed.map(({ title, metric, measured, of }) => `${title}, ${metric} ${measured} of ${of}`).join('; ')}`,
          advice: 'once in a hundred times that is chance: repeat it with --blocks',
        }
      : null;
  },
  'cookie-dropped': ({ judged }) => {
    const dropped = judged.flatMap(({ trial }) => trial.jars).filter((jar) => jar.reason === 'cookie-dropped');
    const people = new Set(judged.flatMap(({ trial: { header, jars } }) => droppersOf(jars, header.block))).size;
    const longest = dropped.reduce((most, { bytes }) => Math.max(most, bytes), 0);
    return dropped.length > 0
      ? {
          message: `${dropped.length} session cookies were longer than the 4,096 bytes that a browser keeps, the longest ${longest.toLocaleString('en')}: it dropped them without a word, kept the ones from before, and ${people} people went on without what the answers had saved`,
          advice: 'keep less in the session (cluster.itemBytes), or keep it in a store',
        }
      : null;
  },
  'process-died': ({ judged }) => {
    const deaths = judged.flatMap(({ trial }) => ownDeaths(trial.events));
    return deaths.length > 0
      ? { message: `${deaths.map(({ subject }) => subject).join(', ')} died on its own`, advice: 'look into its log' }
      : null;
  },
  'lives-on': ({ findings, judged }) => {
    const words = afterlifeWords(findings);
    const design = judged[0]?.trial.header.design;
    return words.length > 0 && design !== undefined && !promisesToEnd(design)
      ? {
          message: words.join('; '),
          advice: 'this store does not promise to end a session: whoever has its cookie can go on',
        }
      : null;
  },
  doubt: ({ judged }) => {
    const doubts = judged.flatMap(({ judgement }) => judgement.doubts);
    return doubts.length > 0
      ? { message: doubts.join('; '), advice: 'the record cannot tell; counts say unknown there' }
      : null;
  },
} as const satisfies Record<string, Check>;

/** Who had a cookie dropped, told apart over blocks. */
function droppersOf(jars: readonly JarRecord[], block: number): string[] {
  return jars.flatMap(({ reason, shopper }) => (reason === 'cookie-dropped' ? [`${block}/${shopper}`] : []));
}

export type WarningCode = keyof typeof WARNINGS;

/** @param scenario gives the order of the designs */
export function warningsOf(
  scenario: Scenario,
  designs: Readonly<Record<string, DesignFindings>>,
  judged: Readonly<Record<string, readonly JudgedTrial[]>>,
  predictions: ScenarioFindings['predictions'],
): Warning[] {
  return scenario.designs.flatMap(({ name }) => {
    const findings = designs[name];
    if (findings === undefined) return [];
    const theory = predictions.filter(({ design }) => design === name);
    return Object.entries(WARNINGS).flatMap(([code, check]) => {
      const warning = check({ findings, judged: judged[name] ?? [], predictions: theory });
      return warning === null ? [] : [{ code, design: name, ...warning }];
    });
  });
}
