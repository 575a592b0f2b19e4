/**
 * The measurement: one server, one process a contender, only one of which sends at a time. Every round has a slice of each,
 * in random order, and a contender is held against the bare autocannon of the same round, so that what the machine does
 * meanwhile hits both.
 */
import { join } from 'node:path';
import { LabError } from '../../errors.js';
import { createDice, shuffled } from '../../plan/dice.js';
import { CONTENDER_VARIABLE, type Contender, type SliceOrder, type SliceResult } from './contender.js';
import { HelperProcess } from './helper-process.js';

export interface MeasureOptions {
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly connections: number;
  /** Of a slice in a closed loop, in all. */
  readonly requests: number;
  readonly seed: number;
  /** Existing folder, for logs and what the contenders record. */
  readonly folder: string;
  /** Files for a profile of one more slice each, by contender. */
  readonly profiles: Readonly<Partial<Record<Contender, string>>>;
  readonly signal: AbortSignal;
  /** Told what is under way. */
  readonly say: (progress: string) => void;
}

export interface Slice extends SliceResult {
  readonly contender: Contender;
  /** From 1. */
  readonly round: number;
}

interface Started {
  readonly helper: HelperProcess;
  readonly port: number;
}

/** Of a slice: enough for the compiler to have seen everything. */
const WARM_UP_SHARE = 0.5;

/** @throws LabError LAB_MEASUREMENT_VOID when an answer is wrong or the counts disagree; LAB_PROCESS_DIED; LAB_INTERRUPTED */
export async function measureDriver(options: MeasureOptions): Promise<Slice[]> {
  const { contenders, rounds, seed, folder, profiles, signal, say } = options;
  const started: HelperProcess[] = [];
  const start = async (name: string, program: string, env: Readonly<Record<string, string>>): Promise<Started> => {
    const { helper, ready } = await HelperProcess.start({
      name,
      program,
      env,
      logFile: join(folder, `${name}.log`),
      signal,
    });
    started.push(helper);
    return { helper, port: ready.port ?? 0 };
  };
  const senders = new Map<Contender, HelperProcess>();
  const senderOf = (contender: Contender): HelperProcess => {
    const sender = senders.get(contender);
    if (sender === undefined) throw new Error(`${contender} was not started`);
    return sender;
  };
  const measure = async (
    server: Started,
    contender: Contender,
    round: number,
    share = 1,
    profile: string | null = null,
  ) => {
    const requestsEach = Math.max(1, Math.round((options.requests * share) / options.connections));
    const order: SliceOrder = { port: server.port, connections: options.connections, requestsEach, folder, profile };
    const asked = await countOf(server.helper);
    const result = await senderOf(contender).ask<SliceResult>(order);
    assertWhole(contender, result, (await countOf(server.helper)) - asked);
    return { contender, round, ...result };
  };
  try {
    const server = await start('server', 'server.js', {});
    for (const contender of contenders) {
      const { helper } = await start(contender, 'sender.js', { [CONTENDER_VARIABLE]: contender });
      senders.set(contender, helper);
    }
    say('warming up');
    for (const contender of contenders) await measure(server, contender, 0, WARM_UP_SHARE);
    const slices: Slice[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      for (const contender of shuffled(contenders, createDice('benchmark of the driver', seed, round))) {
        say(`round ${round} of ${rounds} · ${contender}`);
        slices.push(await measure(server, contender, round));
      }
    }
    for (const contender of contenders) {
      const profile = profiles[contender];
      if (profile === undefined) continue;
      say(`profile · ${contender}`);
      await measure(server, contender, 0, 1, profile);
    }
    return slices;
  } finally {
    say('');
    await Promise.all(started.map((helper) => helper[Symbol.asyncDispose]()));
  }
}

async function countOf(server: HelperProcess): Promise<number> {
  return (await server.ask<{ readonly requests: number }>({})).requests;
}

/** Sender, server and history agree to the last request, and every answer was right. */
export function assertWhole(contender: Contender, result: SliceResult, counted: number): void {
  const { sent, right, recorded, firstWrong } = result;
  if (firstWrong !== null) throw new LabError('LAB_MEASUREMENT_VOID', `${contender}: ${firstWrong}`);
  if (sent === counted && right === sent && (recorded === null || recorded === sent)) return;
  const lines = recorded === null ? '' : `, ${recorded} recorded`;
  throw new LabError(
    'LAB_MEASUREMENT_VOID',
    `${contender}: ${sent} requests were sent, ${counted} arrived, ${right} were answered right${lines}`,
  );
}
