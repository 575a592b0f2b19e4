/** Reads a CPU profile of V8: where a process spent its time, by function. Pure. */

/** The parts of a profile that are read; times are monotonic microseconds. */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly startTime: number;
  readonly endTime: number;
  /** Node that was running, by sample. */
  readonly samples?: readonly number[] | undefined;
  /** Since the sample before; the first since `startTime`. */
  readonly timeDeltas?: readonly number[] | undefined;
}

/** The profile without what lies outside the interval. */
export function croppedTo(profile: CpuProfile, fromUs: number, toUs: number): CpuProfile {
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  let atUs = profile.startTime;
  for (const [i, node] of (profile.samples ?? []).entries()) {
    const deltaUs = profile.timeDeltas?.[i] ?? 0;
    atUs += deltaUs;
    if (atUs < fromUs || atUs > toUs) continue;
    samples.push(node);
    timeDeltas.push(timeDeltas.length === 0 ? atUs - fromUs : deltaUs);
  }
  return { ...profile, startTime: fromUs, endTime: toUs, samples, timeDeltas };
}

export interface SelfTime {
  /** `operationLine history/operation-line.js`; `(garbage collector)`. */
  readonly where: string;
  /** Of the time in which anything ran, 0–1. */
  readonly share: number;
}

/** Waiting is no work. */
const IDLE = '(idle)';

/** Functions by the time spent in themselves, callees apart, the most costly first. */
export function selfTimes(profile: CpuProfile): SelfTime[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const sums = new Map<string, number>();
  let all = 0;
  for (const [i, id] of (profile.samples ?? []).entries()) {
    const frame = nodes.get(id)?.callFrame;
    const deltaUs = profile.timeDeltas?.[i] ?? 0;
    if (frame === undefined || frame.functionName === IDLE) continue;
    const where = [frame.functionName === '' ? '(anonymous)' : frame.functionName, fileOf(frame.url)].join(' ').trim();
    sums.set(where, (sums.get(where) ?? 0) + deltaUs);
    all += deltaUs;
  }
  return [...sums].map(([where, us]) => ({ where, share: us / all })).sort((a, b) => b.share - a.share);
}

/** The last two parts of a path; what Node is made of keeps its `node:` name. */
function fileOf(url: string): string {
  return url.startsWith('node:') ? url : url.split('/').slice(-2).join('/');
}
