/** The process of one contender: sends a slice whenever it is told to, and says what it cost. Ends with its channel. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import process from 'node:process';
import { monotonicUs } from '../../load/clock.js';
import { bareSlice, checkingSlice } from './autocannon-slice.js';
import {
  CONTENDER_VARIABLE,
  type Contender,
  type Ready,
  type Sent,
  type SliceOrder,
  type SliceResult,
} from './contender.js';
import { closedLoopSlice, pacedSlice } from './driver-slice.js';
import { croppedTo } from './profile.js';

const SLICES: Readonly<Record<Contender, (order: SliceOrder) => Promise<Sent>>> = {
  autocannon: bareSlice,
  'autocannon-checking': checkingSlice,
  driver: closedLoopSlice,
  'driver-paced': pacedSlice,
};
const SAMPLE_US = 100;

interface Timed {
  readonly result: SliceResult;
  readonly fromUs: number;
}

async function send(order: SliceOrder): Promise<Timed> {
  const slice = SLICES[process.env[CONTENDER_VARIABLE] as Contender];
  const before = process.cpuUsage();
  const fromUs = monotonicUs();
  const sent = await slice(order);
  const wallUs = monotonicUs() - fromUs;
  const { user, system } = process.cpuUsage(before);
  return { result: { ...sent, cpuUs: user + system, wallUs }, fromUs };
}

/** The profiler's own beginning and end are cut away: they would look like work. */
async function sendProfiled(order: SliceOrder, file: string): Promise<SliceResult> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_US });
    await session.post('Profiler.start');
    const { result, fromUs } = await send(order);
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(file, JSON.stringify(croppedTo(profile, fromUs, fromUs + result.wallUs)));
    return result;
  } finally {
    session.disconnect();
  }
}

async function obey(order: SliceOrder): Promise<void> {
  process.send?.(order.profile === null ? (await send(order)).result : await sendProfiled(order, order.profile));
}

// Whoever started this process is gone when the channel is. A Ctrl-C reaches every process of the terminal.
process.once('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});
process.on('message', (order: SliceOrder) => void obey(order));
process.send?.({ ready: true, port: null } satisfies Ready);
