/** Warnings about the load: was it sent as planned, and by a generator that was in time? Pure. */
import { ACHIEVED_BOUND, RATE_BOUND } from './bounds.js';
import { firstFew } from './first-few.js';
import { skippedPerSecond } from './requests.js';
import { unsentWords } from './unsent.js';
import { troubleWords, type Warnings } from './warning.js';

export const LOAD_WARNINGS = {
  'generator-stalled': {
    advice: 'let nothing stop the generator: no debugger, no sleeping laptop, no container that is paused',
    check: (input) => troubleWords(input, 'generator-stalled'),
  },
  'generator-lag': {
    advice: 'lower the rate, or free the machine',
    check: (input) => troubleWords(input, 'generator-lag'),
  },
  'generator-crowded': {
    advice: 'do not pin the generator to a core that others use',
    check: (input) => troubleWords(input, 'generator-crowded'),
  },
  'generator-busy': {
    advice: 'lower the rate, or use a machine with more cores',
    check: (input) => troubleWords(input, 'generator-busy'),
  },
  'requests-unsent': {
    advice: 'the cluster, or the machine, does not keep up: lower the rate, or raise load.duration',
    check: ({ judged }) => {
      const words = judged.flatMap(({ trial }) => unsentWords(trial) ?? []);
      return words.length > 0 ? `${firstFew(words)}: counts are unknown` : null;
    },
  },
  'rate-not-reached': {
    advice: 'compare at a rate that both designs reach: lower the rate',
    check: ({ findings: { requests }, judged }) => {
      const owed = requests.offeredPerSecond - skippedPerSecond(judged.map(({ trial }) => trial));
      return requests.achievedPerSecond < owed * ACHIEVED_BOUND
        ? `${requests.achievedPerSecond.toFixed(0)} of ${owed.toFixed(0)} requests/s were sent while the plan offered them`
        : null;
    },
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
