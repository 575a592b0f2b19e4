/**
 * `latency.hlog`: a standard HDR histogram log (format 1.3) of one trial, values in microseconds. Tags `response` and
 * `service` are over ok planned operations, `lag` and `blocked` over every operation sent: a line a second of load for
 * each, by intended start, warm-up included; and a line a window with the window's name before the tag,
 * `before.response`, warm-up left out. Adding the lines of a tag gives the whole trial.
 *
 * It is written whether latency counts or is void: it is the record, and the findings are the judgement.
 */
import { encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { inPassing } from '../history/in-passing.js';
import type { TrialRecord } from '../history/trial.js';
import { createGrowingHistogram, createHistogram, type LatencyHistogram, recordUs } from '../stats/histogram.js';
import { type WindowName, windowAt, windowsOf } from './windows.js';

export const TAGS = ['response', 'service', 'lag', 'blocked'] as const;
export type Tag = (typeof TAGS)[number];

/** Of one interval; a tag appears when it gets its first value. */
class Interval {
  readonly fromSeconds: number;
  readonly lengthSeconds: number;
  readonly prefix: string;
  readonly histograms = new Map<Tag, LatencyHistogram>();

  constructor(fromSeconds: number, toSeconds: number, prefix: string) {
    this.fromSeconds = fromSeconds;
    this.lengthSeconds = toSeconds - fromSeconds;
    this.prefix = prefix;
  }

  record(tag: Tag, us: number): void {
    let histogram = this.histograms.get(tag);
    if (histogram === undefined) {
      histogram = createGrowingHistogram();
      this.histograms.set(tag, histogram);
    }
    recordUs(histogram, us);
  }
}

export function latencyLog(trial: TrialRecord): string {
  const { loadStartUs, startedAt, scenario, design, block } = trial.header;
  const windows = windowsOf(scenario);
  const ofWindow = new Map<WindowName, Interval>();
  for (const name of ['before', 'fault', 'after'] as const) {
    const window = windows[name];
    if (window !== null) ofWindow.set(name, new Interval(window[0] / 1000, window[1] / 1000, `${name}.`));
  }
  const ofSecond = new Map<number, Interval>();
  for (const operation of inPassing(trial.operations)) {
    if (operation.origin === 'final') continue;
    const atUs = operation.intendedUs - loadStartUs;
    const second = Math.floor(atUs / 1e6);
    let interval = ofSecond.get(second);
    if (interval === undefined) {
      interval = new Interval(second, second + 1, '');
      ofSecond.set(second, interval);
    }
    const window = windowAt(windows, atUs / 1000);
    const both = window === null ? [interval] : [interval, ofWindow.get(window) as Interval];
    const counts = operation.origin === 'planned' && operation.outcome === 'ok';
    for (const each of both) {
      each.record('lag', operation.sentUs - operation.readyUs);
      each.record('blocked', operation.readyUs - operation.intendedUs);
      if (!counts) continue;
      each.record('response', operation.doneUs - operation.intendedUs);
      each.record('service', operation.doneUs - operation.sentUs);
    }
  }
  // In order of their start, as readers of a range expect.
  const intervals = [...ofWindow.values(), ...ofSecond.values()].sort((a, b) => a.fromSeconds - b.fromSeconds);
  const startedMs = Date.parse(startedAt);
  // Every line has the same range, so that readers that add a line to the one before find room for it.
  const whole = createHistogram();
  return [
    '#[Histogram log format version 1.3]',
    `#[${scenario.name}, ${design.name}, block ${block}: values are microseconds, tags ${TAGS.join(', ')}]`,
    `#[StartTime: ${(startedMs / 1000).toFixed(3)} (seconds since epoch), ${startedAt}]`,
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ...intervals.flatMap((interval) => linesOf(interval, whole)),
    '',
  ].join('\n');
}

/** The writer of the library leaves an empty line behind the start time, at which other readers stop. */
function linesOf({ fromSeconds, lengthSeconds, prefix, histograms }: Interval, whole: LatencyHistogram): string[] {
  return TAGS.flatMap((tag) => {
    const histogram = histograms.get(tag);
    if (histogram === undefined) return [];
    whole.reset();
    whole.add(histogram);
    const fields = [fromSeconds, lengthSeconds, histogram.maxValue].map((value) => value.toFixed(3));
    return [`Tag=${prefix}${tag},${fields.join(',')},${encodeIntoCompressedBase64(whole)}`];
  });
}
