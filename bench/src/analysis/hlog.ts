/**
 * `latency.hlog`: a standard HDR histogram log, one line a second of intended start and tag (`response`, `service` over
 * ok planned operations; `lag`, `blocked` over every operation sent), values in microseconds.
 */
import { HistogramLogWriter } from 'hdr-histogram-js';
import type { TrialRecord } from '../history/trial.js';
import { createHistogram, type LatencyHistogram, recordUs } from '../stats/histogram.js';

const TAGS = ['response', 'service', 'lag', 'blocked'] as const;
type Tag = (typeof TAGS)[number];

export function latencyLog(trial: TrialRecord): string {
  const { loadStartUs, startedAt } = trial.header;
  const seconds = new Map<number, Record<Tag, LatencyHistogram>>();
  for (const operation of trial.operations) {
    if (operation.origin === 'final') continue;
    const second = Math.floor((operation.intendedUs - loadStartUs) / 1e6);
    const at = seconds.get(second) ?? fresh();
    seconds.set(second, at);
    recordUs(at.lag, operation.sentUs - operation.readyUs);
    recordUs(at.blocked, operation.readyUs - operation.intendedUs);
    if (operation.origin !== 'planned' || operation.outcome !== 'ok') continue;
    recordUs(at.response, operation.doneUs - operation.intendedUs);
    recordUs(at.service, operation.doneUs - operation.sentUs);
  }
  let text = '';
  const writer = new HistogramLogWriter((line) => {
    text += line;
  });
  writer.outputLogFormatVersion();
  writer.outputComment('[values are microseconds]');
  writer.outputStartTime(Date.parse(startedAt));
  writer.outputLegend();
  for (const [second, histograms] of [...seconds].sort(([a], [b]) => a - b)) {
    for (const tag of TAGS) {
      const histogram = histograms[tag];
      if (histogram.totalCount === 0) continue;
      histogram.tag = tag;
      writer.outputIntervalHistogram(histogram, second, second + 1, 1);
    }
  }
  return text;
}

const fresh = (): Record<Tag, LatencyHistogram> => ({
  response: createHistogram(),
  service: createHistogram(),
  lag: createHistogram(),
  blocked: createHistogram(),
});
