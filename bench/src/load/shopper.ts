/**
 * One simulated person: runs the lanes of its plan at the planned offsets, notices when its session is gone, starts over
 * once by the branch of its plan, or gives up.
 *
 * Nothing of a jar runs beside its first operation or a sign-in, since two answers that each bring a key orphan a session
 * without any fault: the tabs open when the sign-in is done, and who starts over waits until every tab has its answer.
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
import type { OperationRecord, SkipRecord } from '../history/records.js';
import { retryId } from '../plan/numbers.js';
import type { PlannedOperation, ShopperPlan } from '../plan/plan.js';
import { Belief } from './belief.js';
import { bodyOf } from './body.js';
import type { Device, Heard, Kept } from './device.js';
import { isBesideLogOut, type Lane, lane } from './lane.js';
import type { TransportError } from './outcome.js';
import { operationRecord, type SentOperation, skipRecord } from './record.js';
import type { World } from './world.js';

/** Why and when an operation is sent. */
type Dispatch = Pick<SentOperation, 'id' | 'origin' | 'retryOf' | 'intendedUs' | 'readyUs'>;

/** An operation on its way, and where its answer leads. */
interface Sent {
  readonly operation: SentOperation;
  readonly from: Lane;
  readonly planned: PlannedOperation;
}

const NOTHING = (): void => {};

const NOTHING_KEPT: Kept = { keyGiven: null, droppedBytes: null };

export class Shopper {
  readonly number: number;
  readonly #world: World;
  readonly #devices = new Map<number, Device>();
  readonly #belief = new Belief();
  #lanes: readonly Lane[];
  #restart: readonly PlannedOperation[] | null;
  #heartbeats = 0;
  #underWay = 0;
  /** What waits until nothing of this shopper is under way. */
  #onceQuiet: () => void = () => {};
  #stopped = false;

  constructor(plan: ShopperPlan, loadStartUs: number, world: World) {
    this.number = plan.shopper;
    this.#restart = plan.restart;
    this.#world = world;
    const arrivalUs = loadStartUs + plan.arrivalUs;
    this.#lanes = plan.lanes.map((operations, number) => lane(number, 'planned', operations, arrivalUs));
  }

  start(): void {
    const [journey] = this.#lanes;
    if (journey !== undefined) this.#next(journey);
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

  /** The operation before was done: on with the lane, and after the sign-in with the tabs. */
  #advance(from: Lane, step: PlannedOperation['step']): void {
    if (step === 'signIn') {
      for (const tab of this.#lanes.filter((each) => each !== from)) {
        tab.freeUs = from.freeUs;
        this.#next(tab);
      }
    }
    this.#next(from);
  }

  #next(each: Lane): void {
    const operation = each.operations[each.next];
    if (operation === undefined || this.#stopped) {
      this.#finishIfDone();
      return;
    }
    // What plays in a tab goes on beside the log-out, and not before it.
    if (isBesideLogOut(each, operation) && !this.#belief.isLeaving) return;
    const intendedUs = each.baseUs + operation.offsetUs;
    const readyUs = Math.max(intendedUs, each.freeUs);
    this.#world.schedule(readyUs, () => {
      // The lane may have been abandoned while it waited.
      if (this.#stopped || !this.#lanes.includes(each)) return;
      if (operation.step === 'signOut') this.#leave(readyUs);
      each.next += 1;
      if (operation.step === 'claim' && this.#belief.code === null) {
        this.#world.record(this.#skipped(each, operation, 'not-needed'));
        this.#belief.goOnWithPhone();
        this.#next(each);
        return;
      }
      this.#send(each, operation, { id: operation.id, origin: each.origin, retryOf: null, intendedUs, readyUs });
    });
  }

  #leave(readyUs: number): void {
    this.#belief.leave();
    for (const tab of this.#lanes) {
      const operation = tab.operations[tab.next];
      if (operation === undefined || !isBesideLogOut(tab, operation) || tab.next === 0) continue;
      tab.freeUs = Math.max(tab.freeUs, readyUs);
      // Else it follows when the tab has its answer.
      if (!tab.busy) this.#next(tab);
    }
  }

  #send(from: Lane, planned: PlannedOperation, dispatch: Dispatch): void {
    const jar = this.#belief.jarFor(planned);
    const device = this.#device(jar);
    const { step, item } = planned;
    if (step === 'watch') this.#heartbeats += 1;
    const knowledge = {
      shopper: this.number,
      lane: from.number,
      item,
      code: this.#belief.code ?? '',
      sequence: this.#heartbeats,
    };
    const operation: SentOperation = {
      id: dispatch.id,
      origin: dispatch.origin,
      shopper: this.number,
      lane: from.number,
      jar,
      epoch: this.#belief.epoch,
      step,
      item,
      retryOf: dispatch.retryOf,
      intendedUs: dispatch.intendedUs,
      readyUs: dispatch.readyUs,
      sentUs: this.#world.nowUs(),
      keySent: device.key,
    };
    const sent: Sent = { operation, from, planned };
    from.busy = true;
    this.#underWay += 1;
    this.#world.inFlight(1);
    let settled = false;
    let met = NOTHING;
    const giveUp = device.send(step, operation.id, bodyOf(step, knowledge), device.jar, (heard) => {
      settled = true;
      met();
      this.#settle(sent, heard);
    });
    if (!settled) met = this.#world.deadline(operation.sentUs + this.#world.timeoutUs, giveUp);
  }

  #settle({ operation: sent, from, planned }: Sent, heard: Heard | TransportError): void {
    const doneUs = this.#world.nowUs();
    const { keyGiven, droppedBytes } =
      typeof heard === 'string' ? NOTHING_KEPT : this.#device(sent.jar).keep(sent.step, heard);
    const record = operationRecord(sent, heard, doneUs, keyGiven);
    this.#world.record(record);
    if (droppedBytes !== null) {
      const { shopper, jar, id: op } = sent;
      this.#world.record({ kind: 'jar', t: doneUs, shopper, jar, reason: 'cookie-dropped', op, bytes: droppedBytes });
    }
    this.#world.inFlight(-1);
    this.#underWay -= 1;
    from.busy = false;
    if (typeof heard !== 'string') this.#belief.learn(record, heard);
    // An answer after the end, or to a lane that the shopper has left behind, changes nothing any more.
    if (this.#stopped || !this.#lanes.includes(from)) {
      this.#onceQuiet();
      this.#finishIfDone();
      return;
    }
    from.freeUs = doneUs;
    if (this.#belief.isContradictedBy(record)) {
      this.#world.withoutSession();
      this.#startOver(sent.jar, doneUs);
    } else if (wantsRetry(record)) {
      if (sent.origin !== 'retry') this.#retry(from, planned, doneUs);
      else if (record.step === 'pay') this.#startOver(sent.jar, doneUs);
      else this.#advance(from, record.step);
    } else this.#advance(from, record.step);
  }

  #retry(from: Lane, planned: PlannedOperation, doneUs: number): void {
    const atUs = doneUs + planned.retryAfterUs;
    from.busy = true;
    this.#world.schedule(atUs, () => {
      if (this.#stopped || !this.#lanes.includes(from)) return;
      const id = retryId(planned.id);
      this.#send(from, planned, { id, origin: 'retry', retryOf: planned.id, intendedUs: atUs, readyUs: atUs });
    });
  }

  /** Once, by the branch drawn in the plan; else gives up. */
  #startOver(jar: number, discoveredUs: number): void {
    const branch = this.#belief.epoch === 0 ? this.#restart : null;
    for (const each of this.#lanes) this.#skip(each, branch === null ? 'gave-up' : 'started-over');
    this.#lanes = [];
    if (branch === null) {
      this.#finishIfDone();
      return;
    }
    const restart = lane(
      0,
      'restart',
      branch.map((operation) => ({ ...operation, jar })),
      discoveredUs,
    );
    this.#lanes = [restart];
    this.#onceQuiet = () => {
      if (this.#underWay > 0 || this.#stopped) return;
      this.#onceQuiet = () => {};
      this.#begin(restart, jar);
    };
    this.#onceQuiet();
  }

  #begin(restart: Lane, jar: number): void {
    const nowUs = this.#world.nowUs();
    this.#belief.startOver();
    this.#device(jar).forget();
    // After the answer, whose cookie the jar has kept for that moment: the order tells an overwritten from a dropped key.
    this.#world.record({ kind: 'jar', t: nowUs + 1, shopper: this.number, jar, reason: 'start-over' });
    restart.freeUs = nowUs;
    this.#next(restart);
  }

  #skip(each: Lane, reason: SkipRecord['reason']): void {
    for (const operation of each.operations.slice(each.next)) {
      this.#world.record(this.#skipped(each, operation, reason));
    }
    each.next = each.operations.length;
  }

  #skipped({ origin, baseUs }: Lane, operation: PlannedOperation, reason: SkipRecord['reason']): SkipRecord {
    return skipRecord(this.#world.nowUs(), this.number, origin, operation, baseUs + operation.offsetUs, reason);
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
    // Somebody who is about to repeat a request has not left.
    if (!this.#stopped && this.#lanes.some(({ busy }) => busy)) return;
    // The jars stay, for the final read; there may be many who have left.
    this.#lanes = [];
    this.#restart = null;
    this.close();
    this.#world.finished(this);
  }
}

/** A write without an answer, or one that a 5xx or a refused connection turned away. */
function wantsRetry(record: OperationRecord): boolean {
  if (STEPS[record.step].writes !== 'item' || record.outcome === 'ok') return false;
  return record.status === null || record.status >= 500;
}
