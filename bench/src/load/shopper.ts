/**
 * One simulated person: runs the lanes of its plan at the planned offsets, notices when its session is gone, starts over
 * once by the branch of its plan, or gives up.
 *
 * | what happens | what the shopper does |
 * |---|---|
 * | an answer speaks and names another birth than the shopper's, or none | the session is lost: starts over, or gives up |
 * | a claim is refused | goes on with the phone |
 * | a write stays without an answer, or is refused by a 5xx | repeats it once, with the same item |
 * | and the repetition too, and it was the payment | starts over, or gives up |
 * | the load ends | what is left is cut off |
 */
import { STEPS } from '@session-lab/checkout/protocol';
import type { HistoryRecord, OperationRecord, Origin, SkipRecord } from '../history/records.js';
import { retryId } from '../plan/numbers.js';
import type { PlannedOperation, ShopperPlan } from '../plan/plan.js';
import { bodyOf, codeIn, receiptIn } from './body.js';
import type { Device, Heard } from './device.js';
import { outcomeOfAnswer, outcomeOfError, type TransportError } from './outcome.js';

/** What a shopper needs of the world; times are monotonic microseconds. */
export interface World {
  nowUs(): number;
  schedule(atUs: number, run: () => void): void;
  record(record: HistoryRecord): void;
  device(shopper: number, jar: number): Device;
  /** An operation left (1) or ended (−1). */
  inFlight(change: 1 | -1): void;
  /** An answer came without the shopper's session. */
  withoutSession(): void;
  finished(shopper: Shopper): void;
  readonly timeoutUs: number;
}

interface Lane {
  readonly number: number;
  readonly origin: 'planned' | 'restart';
  readonly operations: readonly PlannedOperation[];
  readonly baseUs: number;
  next: number;
  /** When the operation before was done. */
  freeUs: number;
}

/** An operation on its way. */
interface Sent {
  readonly lane: Lane;
  readonly operation: PlannedOperation;
  readonly id: number;
  readonly origin: Origin;
  readonly retryOf: number | null;
  readonly jar: number;
  readonly epoch: number;
  readonly intendedUs: number;
  readonly readyUs: number;
  readonly sentUs: number;
  readonly keySent: string | null;
}

export class Shopper {
  readonly number: number;
  readonly #plan: ShopperPlan;
  readonly #world: World;
  readonly #devices = new Map<number, Device>();
  #lanes: Lane[];
  #epoch = 0;
  /** The session that this shopper believes to be in. */
  #birth: string | null = null;
  #code: string | null = null;
  #claimRefused = false;
  #heartbeats = 0;
  #underWay = 0;
  #stopped = false;

  constructor(plan: ShopperPlan, loadStartUs: number, world: World) {
    this.number = plan.shopper;
    this.#plan = plan;
    this.#world = world;
    const arrivalUs = loadStartUs + plan.arrivalUs;
    this.#lanes = plan.lanes.map((operations, number) => lane(number, 'planned', operations, arrivalUs));
  }

  start(): void {
    for (const each of this.#lanes) this.#next(each);
  }

  /** Ends the journey where it stands; operations under way still get their answer. */
  cutOff(): void {
    if (this.#stopped) return;
    for (const each of this.#lanes) this.#skip(each, 'cut-off');
    this.#stopped = true;
    this.#finishIfDone();
  }

  /** Devices that hold a session key, for the final read. */
  holders(): { jar: number; device: Device }[] {
    return [...this.#devices].map(([jar, device]) => ({ jar, device })).filter(({ device }) => device.key !== null);
  }

  /** Closes the connections; the jars stay. */
  close(): void {
    for (const device of this.#devices.values()) device.close();
  }

  #next(each: Lane): void {
    const operation = each.operations[each.next];
    if (operation === undefined || this.#stopped) {
      this.#finishIfDone();
      return;
    }
    const intendedUs = each.baseUs + operation.offsetUs;
    const readyUs = Math.max(intendedUs, each.freeUs);
    this.#world.schedule(readyUs, () => {
      // The lane may have been abandoned while it waited.
      if (this.#stopped || !this.#lanes.includes(each)) return;
      each.next += 1;
      if (operation.step === 'claim' && this.#code === null) {
        this.#world.record(skipRecord(this.#world.nowUs(), this.number, each, operation, 'not-needed'));
        this.#claimRefused = true;
        this.#next(each);
        return;
      }
      this.#send(each, operation, operation.id, each.origin, null, intendedUs, readyUs);
    });
  }

  #send(
    each: Lane,
    operation: PlannedOperation,
    id: number,
    origin: Origin,
    retryOf: number | null,
    intendedUs: number,
    readyUs: number,
  ): void {
    // A refused claim leaves the shopper with the phone; a restart goes on with the device in hand.
    const jar = operation.jar === 1 && this.#claimRefused ? 0 : operation.jar;
    const device = this.#device(jar);
    if (operation.step === 'watch') this.#heartbeats += 1;
    const body = bodyOf(operation.step, {
      shopper: this.number,
      item: operation.item,
      code: this.#code ?? '',
      sequence: this.#heartbeats,
    });
    const sent: Sent = {
      lane: each,
      operation,
      id,
      origin,
      retryOf,
      jar,
      epoch: this.#epoch,
      intendedUs,
      readyUs,
      sentUs: this.#world.nowUs(),
      keySent: device.key,
    };
    this.#underWay += 1;
    this.#world.inFlight(1);
    let settled = false;
    const giveUp = device.send(operation.step, id, body, device.jar, (heard) => {
      settled = true;
      this.#settle(sent, heard);
    });
    if (!settled) this.#world.schedule(sent.sentUs + this.#world.timeoutUs, () => settled || giveUp());
  }

  #settle(sent: Sent, heard: Heard | TransportError): void {
    const doneUs = this.#world.nowUs();
    const record = this.#recordOf(sent, heard, doneUs);
    this.#world.record(record);
    this.#world.inFlight(-1);
    this.#underWay -= 1;
    if (typeof heard !== 'string') this.#learn(sent, heard);
    // An answer to a lane that the shopper has left behind changes nothing any more.
    if (!this.#lanes.includes(sent.lane)) {
      this.#finishIfDone();
      return;
    }
    sent.lane.freeUs = doneUs;
    if (record.speaks && this.#missesSession(record)) {
      this.#world.withoutSession();
      this.#startOver(sent.jar, doneUs);
    } else if (wantsRetry(record)) {
      if (sent.origin !== 'retry') this.#retry(sent, doneUs);
      else if (record.step === 'pay') this.#startOver(sent.jar, doneUs);
      else this.#next(sent.lane);
    } else this.#next(sent.lane);
  }

  #recordOf(sent: Sent, heard: Heard | TransportError, doneUs: number): OperationRecord {
    const { step, item } = sent.operation;
    const answered = typeof heard !== 'string';
    const outcome = answered ? outcomeOfAnswer(step, heard.status, heard.provedNoEffect) : outcomeOfError(heard);
    return {
      kind: 'op',
      id: sent.id,
      origin: sent.origin,
      shopper: this.number,
      lane: sent.lane.number,
      jar: sent.jar,
      epoch: sent.epoch,
      step,
      item,
      retryOf: sent.retryOf,
      intendedUs: sent.intendedUs,
      readyUs: sent.readyUs,
      sentUs: sent.sentUs,
      doneUs,
      keySent: sent.keySent,
      keyGiven: answered ? this.#device(sent.jar).keep(step, heard) : null,
      outcome,
      status: answered ? heard.status : null,
      error: answered ? null : heard,
      balancerMade: answered && heard.balancerMade,
      node: answered ? heard.node : null,
      speaks: answered && heard.speaks,
      birth: answered ? heard.birth : null,
      items: answered ? heard.items : '',
      receipt: answered && outcome === 'ok' && (step === 'pay' || step === 'receipt') && receiptIn(heard.body),
    };
  }

  #learn(sent: Sent, heard: Heard): void {
    const { step } = sent.operation;
    if (step === 'handOff' && heard.status < 400) this.#code = codeIn(heard.body);
    if (step === 'claim' && heard.status >= 400) this.#claimRefused = true;
    if (sent.epoch === this.#epoch && this.#birth === null && step !== 'claim') this.#birth = heard.birth;
  }

  /** A refused claim and a log-out are no evidence of a loss. */
  #missesSession(record: OperationRecord): boolean {
    if (record.step === 'signOut' || (record.step === 'claim' && record.outcome !== 'ok')) return false;
    return record.epoch === this.#epoch && this.#birth !== null && record.birth !== this.#birth;
  }

  #retry(sent: Sent, doneUs: number): void {
    const atUs = doneUs + sent.operation.retryAfterUs;
    this.#world.schedule(atUs, () => {
      if (this.#stopped || !this.#lanes.includes(sent.lane)) return;
      this.#send(sent.lane, sent.operation, retryId(sent.operation.id), 'retry', sent.id, atUs, atUs);
    });
  }

  /** Once, by the branch drawn in the plan; else gives up. */
  #startOver(jar: number, discoveredUs: number): void {
    const branch = this.#epoch === 0 ? this.#plan.restart : null;
    for (const each of this.#lanes) this.#skip(each, branch === null ? 'gave-up' : 'started-over');
    this.#lanes = [];
    if (branch === null) {
      this.#finishIfDone();
      return;
    }
    this.#epoch = 1;
    this.#birth = null;
    this.#device(jar).forget();
    // After the answer, whose cookie the jar has kept for that moment: the order tells an overwritten from a dropped key.
    this.#world.record({ kind: 'jar', t: discoveredUs + 1, shopper: this.number, jar, reason: 'start-over' });
    const restart = lane(
      0,
      'restart',
      branch.map((operation) => ({ ...operation, jar })),
      discoveredUs,
    );
    this.#claimRefused = false;
    this.#lanes = [restart];
    this.#next(restart);
  }

  #skip(each: Lane, reason: SkipRecord['reason']): void {
    const t = this.#world.nowUs();
    for (const operation of each.operations.slice(each.next)) {
      this.#world.record(skipRecord(t, this.number, each, operation, reason));
    }
    each.next = each.operations.length;
  }

  #device(jar: number): Device {
    let device = this.#devices.get(jar);
    if (device === undefined) {
      device = this.#world.device(this.number, jar);
      this.#devices.set(jar, device);
    }
    return device;
  }

  #finishIfDone(): void {
    if (this.#underWay > 0 || this.#lanes.some((each) => each.next < each.operations.length)) return;
    this.close();
    this.#world.finished(this);
  }
}

function lane(number: number, origin: Lane['origin'], operations: readonly PlannedOperation[], baseUs: number): Lane {
  return { number, origin, operations, baseUs, next: 0, freeUs: 0 };
}

function skipRecord(
  t: number,
  shopper: number,
  each: Lane,
  operation: PlannedOperation,
  reason: SkipRecord['reason'],
): SkipRecord {
  return {
    kind: 'skip',
    t,
    id: operation.id,
    origin: each.origin,
    shopper,
    step: operation.step,
    intendedUs: each.baseUs + operation.offsetUs,
    reason,
  };
}

/** A write without an answer, or one that a 5xx or a refused connection turned away. */
function wantsRetry(record: OperationRecord): boolean {
  if (STEPS[record.step].writes !== 'item' || record.outcome === 'ok') return false;
  return record.status === null || record.status >= 500;
}
