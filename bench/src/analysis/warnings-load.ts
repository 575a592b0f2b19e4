/** Warnings about the load: was it sent as planned, and by a generator that was in time? Pure. */
import { ACHIEVED_BOUND, CPU_BOUND, LAG_BOUND_MS, RATE_BOUND, STALL_BOUND_MS } from './bounds.js';
import { generatorCoresCpuShare } from './resources.js';
import { unsentWords } from './unsent.js';
import { percent, type Warnings } from './warning.js';

export const LOAD_WARNINGS = {
  'generator-stalled': {
    advice: 'let nothing stop the generator: no debugger, no sleeping laptop, no container that is paused',
    check: ({ findings: { generatorLagMs } }) =>
      (generatorLagMs.p99 ?? 0) <= LAG_BOUND_MS && (generatorLagMs.max ?? 0) > STALL_BOUND_MS
        ? `the load generator stood still: lag max ${(generatorLagMs.max ?? 0).toFixed(0)} ms, bound ${STALL_BOUND_MS} ms; latency is void`
        : null,
  },
  'generator-lag': {
    advice: 'lower the rate, or free the machine',
    check: ({ findings: { generatorLagMs } }) =>
      generatorLagMs.p99 !== null && generatorLagMs.p99 > LAG_BOUND_MS
        ? `the load generator was late: lag p99 ${generatorLagMs.p99.toFixed(1)} ms, bound ${LAG_BOUND_MS} ms; latency is void`
        : null,
  },
  'generator-crowded': {
    advice: 'do not pin the generator to a core that others use',
    check: ({ findings: { machineCpuShare }, judged }) => {
      const cores = generatorCoresCpuShare(judged.map(({ trial }) => trial));
      const isMachine = machineCpuShare !== null && machineCpuShare > CPU_BOUND;
      return cores !== null && cores > CPU_BOUND && !isMachine
        ? `the cores that the load generator may use were ${percent(cores)} busy, bound ${percent(CPU_BOUND)}, while the machine was not: it is pinned to them; latency is void`
        : null;
    },
  },
  'requests-unsent': {
    advice: 'the cluster, or the machine, does not keep up: lower the rate, or raise load.duration',
    check: ({ judged }) => {
      const words = judged.flatMap(({ trial }) => unsentWords(trial) ?? []);
      return words.length > 0 ? `${words.join('; ')}: counts are unknown` : null;
    },
  },
  'rate-not-reached': {
    advice: 'compare at a rate that both designs reach: lower the rate',
    check: ({ findings: { requests } }) =>
      requests.achievedPerSecond < requests.offeredPerSecond * ACHIEVED_BOUND
        ? `${requests.achievedPerSecond.toFixed(0)} of ${requests.offeredPerSecond.toFixed(0)} requests/s were sent while the plan offered them`
        : null,
  },
  'connections-shared': {
    advice: 'nothing to do where the balancer keeps nothing by connection, as here; else lower the rate, or load.think',
    check: ({ judged }) => {
      const counts = judged.flatMap(({ trial }) => trial.end?.generator?.connections ?? []);
      const shared = counts.reduce((sum, each) => sum + each.shared, 0);
      const waited = counts.reduce((sum, each) => sum + each.waited, 0);
      if (shared + waited === 0) return null;
      const peak = Math.max(...counts.map((each) => each.peak));
      const waiting = waited === 0 ? '' : `, and ${waited} had to wait for one`;
      return `connections were pooled: more devices than the ${peak} connections that may be open; ${shared} requests took over one of another device${waiting}`;
    },
  },
  'load-too-short': {
    advice: 'raise load.duration, or lower load.think',
    check: ({ findings: { requests }, judged }) => {
      const asked = judged[0]?.trial.header.scenario.load.ratePerSecond ?? 0;
      return requests.offeredPerSecond < asked * RATE_BOUND
        ? `the plan offers ${requests.offeredPerSecond.toFixed(0)} of the ${asked} requests/s asked for: arrivals fill up slowly, and stop one longest journey before the end`
        : null;
    },
  },
  'cut-off': {
    advice: 'raise load.duration',
    check: ({ findings: { sessions } }) =>
      sessions.cutOff > 0 ? `${sessions.cutOff} journeys were cut off by the end of the load` : null,
  },
} as const satisfies Warnings;
