/**
 * A recorded trial of any length, made up: shoppers arrive one after the other on four nodes, buy, and two thirds through
 * the second node is killed. What became of everybody is known beforehand. Pure; times are microseconds of load.
 */
import type { DumpLine, JournalEntry, LedgerEntry, Step } from '@session-lab/checkout/protocol';
import type { HistoryRecord, OperationRecord, SkipRecord } from '../../history/records.js';

export const NODES = 4;
const KILLED = 1;
/** From one arrival to the next. */
const GAP_US = 1000;
const ANSWER_US = 3000;
const ITEM_STRIDE = 32;
const OPERATION_STRIDE = 128;
const FINAL_BASE = 1e12;
/** No session expires while the trial lasts. */
export const TTL_US = 24 * 3600 * 1e6;

export interface Shape {
  readonly shoppers: number;
  /** Heartbeats of a journey: operations that leave a session as it is. */
  readonly heartbeats: number;
  /** Sessions that live at the same time, about. */
  readonly live: number;
}

/** What a made-up trial is told to, in order of time. */
export interface Sink {
  record(record: HistoryRecord): void;
  journal(node: number, entry: JournalEntry): void;
  /** A session that a node held at the end, when it was dumped. */
  session(node: number, dumpedUs: number, line: DumpLine): void;
  charge(entry: LedgerEntry): void;
}

export interface Truth {
  readonly operations: number;
  readonly planned: number;
  readonly started: number;
  readonly completed: number;
  readonly destroyed: number;
  /** Moment of the dumps. */
  readonly dumpedUs: number;
  readonly endUs: number;
}

export const nodeName = (node: number): string => `node-${node + 1}.1`;

const WRITES: ReadonlySet<Step> = new Set(['open', 'signIn', 'plan', 'paymentMethod', 'review', 'pay']);

function stepsOf(heartbeats: number): Step[] {
  const watching = Array.from({ length: heartbeats }, (): Step => 'watch');
  return ['open', 'signIn', 'browse', ...watching, 'plan', 'paymentMethod', 'review', 'pay', 'receipt'];
}

/** Operations of a journey, its final read included. */
export const operationsOf = (heartbeats: number): number => stepsOf(heartbeats).length + 1;

export function play({ shoppers, heartbeats, live }: Shape, sink: Sink): Truth {
  const steps = stepsOf(heartbeats);
  const pause = Math.max(1, Math.round(live / steps.length));
  const ticks = shoppers + pause * (steps.length - 1);
  const killTick = Math.round((shoppers * 2) / 3);
  const killUs = killTick * GAP_US - 100;
  const diedAt = (shopper: number): boolean => shopper % NODES === KILLED && shopper < killTick;
  const nodeOf = (shopper: number): number => (shopper % NODES === KILLED && !diedAt(shopper) ? 0 : shopper % NODES);
  const counts = { operations: 0, started: 0, completed: 0, destroyed: 0 };

  for (let tick = 0; tick < ticks; tick += 1) {
    if (tick === killTick) tellOfDeath(sink, killUs);
    for (let place = 0; place < steps.length; place += 1) {
      const shopper = tick - place * pause;
      if (shopper < 0 || shopper >= shoppers) continue;
      const sentUs = tick * GAP_US + place;
      // Whose node is gone meets another one, is told so, and gives up.
      const missesUs = diedAt(shopper) ? firstAfter(killTick, shopper, pause) : null;
      if (missesUs !== null && place > missesUs) sink.record(skipOf(shopper, place, steps[place] as Step, sentUs));
      else {
        tellOf(sink, { shopper, place, steps, sentUs, node: nodeOf(shopper), isLost: place === missesUs });
        counts.operations += 1;
      }
    }
  }
  const dumpedUs = (ticks + 1000) * GAP_US;
  for (let shopper = 0; shopper < shoppers; shopper += 1) {
    const missesAt = diedAt(shopper) ? firstAfter(killTick, shopper, pause) : null;
    const isPaid = missesAt === null || missesAt > steps.indexOf('pay');
    counts.started += 1;
    counts[isPaid ? 'completed' : 'destroyed'] += 1;
    if (!diedAt(shopper)) sink.session(nodeOf(shopper), dumpedUs, sessionOf(shopper, steps));
    const read = finalRead(shopper, dumpedUs + 1000 + shopper, diedAt(shopper) ? null : nodeOf(shopper), steps);
    sink.journal(diedAt(shopper) ? 0 : nodeOf(shopper), { k: 'op', t: read.sentUs + 1000, op: read.id });
    sink.record(read);
    counts.operations += 1;
  }
  return { ...counts, planned: shoppers * steps.length, dumpedUs, endUs: dumpedUs + shoppers + 1e6 };
}

/** First step of a shopper from the kill on; beyond its last one where all were over. */
function firstAfter(killTick: number, shopper: number, pause: number): number {
  return Math.ceil((killTick - shopper) / pause);
}

function tellOfDeath(sink: Sink, killUs: number): void {
  const common = { kind: 'event', fault: null } as const;
  sink.record({
    ...common,
    id: 1,
    what: 'node-killed',
    subject: nodeName(KILLED),
    fromUs: killUs,
    toUs: killUs + 5,
    by: 'script',
    loses: [nodeName(KILLED)],
    reroutes: false,
  });
  sink.record({
    ...common,
    id: 2,
    what: 'server-down',
    subject: `node-${KILLED + 1}`,
    fromUs: killUs + 10,
    toUs: killUs + 20,
    by: 'balancer',
    loses: [],
    reroutes: true,
  });
}

interface Moment {
  readonly shopper: number;
  readonly place: number;
  readonly steps: readonly Step[];
  readonly sentUs: number;
  readonly node: number;
  /** Its session is gone, and another node says so. */
  readonly isLost: boolean;
}

function tellOf(sink: Sink, { shopper, place, steps, sentUs, node, isLost }: Moment): void {
  const step = steps[place] as Step;
  const id = shopper * OPERATION_STRIDE + place;
  const answering = isLost ? 0 : node;
  const reachedUs = sentUs + 1000;
  sink.journal(answering, { k: 'op', t: reachedUs, op: id });
  const birth = birthOf(shopper);
  if (!isLost && step === 'open')
    sink.journal(node, { k: 'created', t: reachedUs + 1, op: id, birth, key: keyOf(shopper, 0) });
  if (!isLost && step === 'signIn') {
    const move = { t: reachedUs + 1, op: id, birth, from: keyOf(shopper, 0), key: keyOf(shopper, 1) };
    sink.journal(node, { k: 'moving', ...move });
    sink.journal(node, { k: 'moved', ...move });
  }
  if (!isLost && step === 'pay') {
    const payer = { key: `pay-${birth}`, account: `shopper-${shopper}`, op: id, amountCents: 999 };
    sink.charge({ t: reachedUs, ...payer });
  }
  sink.record(operationOf(id, { shopper, place, steps, sentUs, node: answering, isLost }));
}

function operationOf(id: number, { shopper, place, steps, sentUs, node, isLost }: Moment): OperationRecord {
  const step = steps[place] as Step;
  const isWrite = WRITES.has(step);
  const key = place === 0 ? null : keyOf(shopper, place < 2 ? 0 : 1);
  const given = place === 0 ? keyOf(shopper, 0) : keyOf(shopper, place < 1 ? 0 : 1);
  const refused = isLost && isWrite;
  return {
    kind: 'op',
    id,
    origin: 'planned',
    shopper,
    lane: 0,
    jar: 0,
    epoch: 0,
    step,
    item: isWrite ? itemsUpTo(shopper, steps, place).last : null,
    retryOf: null,
    intendedUs: sentUs - 40,
    readyUs: sentUs - 40,
    sentUs,
    doneUs: sentUs + ANSWER_US,
    keySent: key,
    keyGiven: isWrite && !isLost ? given : null,
    outcome: refused ? 'fail' : 'ok',
    status: refused ? 409 : 200,
    error: null,
    balancerMade: false,
    node: nodeName(node),
    speaks: true,
    birth: isLost ? null : birthOf(shopper),
    items: isLost ? '' : rangeOf(shopper, steps, place),
    receipt: !isLost && (step === 'pay' || step === 'receipt'),
  };
}

function finalRead(shopper: number, sentUs: number, node: number | null, steps: readonly Step[]): OperationRecord {
  const last = steps.length - 1;
  const read = operationOf(FINAL_BASE + shopper * 4, {
    shopper,
    place: last,
    steps,
    sentUs,
    node: node ?? 0,
    isLost: node === null,
  });
  return { ...read, origin: 'final', step: 'view', receipt: false };
}

function skipOf(shopper: number, place: number, step: Step, intendedUs: number): SkipRecord {
  const id = shopper * OPERATION_STRIDE + place;
  return {
    kind: 'skip',
    t: intendedUs + ANSWER_US,
    id,
    origin: 'planned',
    shopper,
    step,
    intendedUs,
    reason: 'gave-up',
  };
}

function sessionOf(shopper: number, steps: readonly Step[]): DumpLine {
  const items = rangeOf(shopper, steps, steps.length - 1);
  return { key: keyOf(shopper, 1), birth: birthOf(shopper), items, ttlMs: TTL_US / 1000, receipt: true };
}

/** Items that the session has after a step. */
function itemsUpTo(shopper: number, steps: readonly Step[], place: number) {
  const first = shopper * ITEM_STRIDE + 1;
  let writes = 0;
  for (let i = 0; i <= place; i += 1) if (WRITES.has(steps[i] as Step)) writes += 1;
  return { first, last: first + writes - 1 };
}

function rangeOf(shopper: number, steps: readonly Step[], place: number): string {
  const { first, last } = itemsUpTo(shopper, steps, place);
  return first === last ? `${first}` : `${first}-${last}`;
}

const BIRTH_DIGITS = 16;
const KEY_DIGITS = 32;

/** As long as real ones. */
const birthOf = (shopper: number): string => digits(shopper * 2654435761 + 12345, BIRTH_DIGITS);
const keyOf = (shopper: number, moves: number): string => digits(shopper * 40503 + moves + 1e15, KEY_DIGITS);

function digits(number: number, length: number): string {
  return number.toString(36).padStart(length, 'k');
}
