/**
 * A reader of histogram logs of another make than the library that the lab writes them with: the log by its format, the
 * payload by the V2 encoding, percentiles by HdrHistogram_c, which Node has built in.
 *
 * V2 (HdrHistogram, `AbstractHistogram.encodeIntoByteBuffer`): cookie, payload length, normalizing offset, digits (four
 * 32-bit integers), lowest and highest value (64 bits), conversion ratio (a double); then the counts in order of their index
 * as ZigZag LEB128, where −n stands for n zeros. Compressed: cookie, length, zlib.
 */
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { inflateSync } from 'node:zlib';

export interface LogLine {
  readonly tag: string;
  readonly fromSeconds: number;
  readonly lengthSeconds: number;
  readonly maxUs: number;
  /** Of HdrHistogram_c. */
  readonly histogram: RecordableHistogram;
  readonly count: number;
  readonly zeros: number;
}

export function readLog(text: string): { comments: string[]; legend: string; lines: LogLine[] } {
  const rows = text.split('\n');
  if (rows.pop() !== '') throw new Error('the last line has no end');
  const comments = rows.filter((row) => row.startsWith('#'));
  const [legend = '', ...data] = rows.slice(comments.length);
  return { comments, legend, lines: data.map(readLine) };
}

function readLine(row: string): LogLine {
  const [, tag = '', from, length, max, payload = ''] =
    /^Tag=([^, \r\n]+),([\d.]+),([\d.]+),([\d.]+),([A-Za-z0-9+/=]+)$/.exec(row) ?? [];
  const histogram = createHistogram({ lowest: 1, highest: 3_600_000_000, figures: 3 });
  let count = 0;
  let zeros = 0;
  for (const [value, times] of decode(Buffer.from(payload, 'base64'))) {
    // Node's takes no zero: they are counted apart.
    for (let i = 0; i < times; i += 1) histogram.record(Math.max(1, value));
    count += times;
    if (value === 0) zeros += times;
  }
  const [fromSeconds = 0, lengthSeconds = 0, maxUs = 0] = [from, length, max].map(Number);
  return { tag, fromSeconds, lengthSeconds, maxUs, histogram, count, zeros };
}

/**
 * Of lines together, microseconds. The reference (Java) and the lab take the next whole rank at or above the percentile,
 * HdrHistogram_c the nearest one: it is asked for the percentile of that very rank.
 */
export function percentileUs(lines: readonly LogLine[], percentile: number): number {
  const whole = createHistogram({ lowest: 1, highest: 3_600_000_000, figures: 3 });
  for (const { histogram } of lines) whole.add(histogram);
  const sum = (of: (line: LogLine) => number): number => lines.reduce((total, line) => total + of(line), 0);
  const count = sum((line) => line.count);
  const rank = Math.max(1, Math.ceil((percentile * count) / 100 - 1e-9));
  return rank <= sum(({ zeros }) => zeros) ? 0 : whole.percentile((100 * rank) / count);
}

/** Pairs of a value and how often it was recorded. */
function* decode(packed: Buffer): Generator<[value: number, times: number]> {
  if ((packed.readInt32BE(0) & ~0xf0) !== 0x1c849304) throw new Error('not a compressed V2 histogram');
  const data = inflateSync(packed.subarray(8, 8 + packed.readInt32BE(4)));
  if ((data.readInt32BE(0) & ~0xf0) !== 0x1c849303) throw new Error('not a V2 histogram');
  const end = 40 + data.readInt32BE(4);
  const digits = data.readInt32BE(12);
  // As many sub-buckets as tell values apart to these digits; all but the first bucket use their upper half.
  const half = 2 ** (Math.ceil(Math.log2(2 * 10 ** digits)) - 1);
  let index = 0;
  for (let at = 40; at < end; ) {
    let coded = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = data.readUInt8(at++);
      // The ninth byte, where there is one, is whole.
      coded |= BigInt(shift === 56n ? byte : byte & 0x7f) << shift;
      if (shift === 56n || byte < 0x80) break;
    }
    const number = Number((coded >> 1n) ^ -(coded & 1n));
    if (number < 0) {
      index -= number;
      continue;
    }
    if (number > 0) {
      const bucket = Math.max(0, Math.floor(index / half) - 1);
      yield [(index - bucket * half) * 2 ** bucket, number];
    }
    index += 1;
  }
}
