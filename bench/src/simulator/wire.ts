/** The client's side of a simulated request: sends it, waits, gives up, keeps the cookies, writes the record. */
import type { OperationRecord } from '../history/records.js';
import type { Ending, SimulatedBalancer } from './balancer.js';
import type { Drawn } from './draw.js';
import type { Errand } from './errand.js';
import type { NodeAnswer, NodeWorld, Request } from './node.js';

export type Done = (op: OperationRecord, answer: NodeAnswer | null) => void;

/** A client gives up after this long. */
export const CLIENT_TIMEOUT_US = 200_000;

export class SimulatedWire {
  /** In order of `doneUs`. */
  readonly operations: OperationRecord[] = [];
  /** What a leaky cache keeps: an answer that set a cookie, and for whom. */
  cached: { readonly shopper: number; readonly ending: Ending } | null = null;
  /** Operations that the cache answered. */
  readonly handedOut = new Set<number>();
  readonly #drawn: Drawn;
  readonly #world: NodeWorld;
  readonly #balancer: SimulatedBalancer;
  #ids = 0;

  constructor(drawn: Drawn, world: NodeWorld, balancer: SimulatedBalancer) {
    this.#drawn = drawn;
    this.#world = world;
    this.#balancer = balancer;
  }

  nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  /** @param counts a final read from another jar than the one used last tells of no loss */
  send(errand: Errand, done: Done, counts = true): void {
    const { clock, dice, truth } = this.#world;
    const { jar, step } = errand;
    const final = errand.origin === 'final';
    const sentUs = clock.now;
    const keySent = jar.key;
    const wasLive = counts && truth.isLive(keySent);
    const request: Request = {
      id: this.nextId(),
      step,
      shopper: errand.shopper.number,
      item: errand.item,
      key: keySent,
      code: errand.code ?? null,
      sentUs,
    };
    if (!final) {
      jar.used = true;
      jar.inFlight += 1;
      jar.lastSentUs = sentUs;
    }
    let open = true;
    const settle = (ending: Ending | { readonly kind: 'timeout' }) => {
      if (!open) return;
      open = false;
      if (!final) jar.inFlight -= 1;
      this.#settle(errand, request, ending, wasLive, done);
    };
    clock.after(CLIENT_TIMEOUT_US, () => settle({ kind: 'timeout' }));
    clock.after(dice.between(50, 1000), () =>
      this.#balancer.route(
        request,
        { device: `${request.shopper}/${jar.number}`, affinity: jar.affinity },
        (ending) => {
          const lost = !final && ending.kind === 'answered' && dice.chance(this.#drawn.lostAnswers);
          const delayUs = dice.chance(0.05) ? dice.between(1000, 30_000) : dice.between(50, 1000);
          clock.after(delayUs, () => settle(lost ? { kind: 'cut' } : ending));
        },
      ),
    );
  }

  /** A cache in between answers; no node ever sees the request. */
  receive(errand: Errand, ending: Ending, next: () => void): void {
    const { clock } = this.#world;
    const id = this.nextId();
    this.handedOut.add(id);
    const { jar } = errand;
    jar.used = true;
    jar.lastSentUs = clock.now;
    const request: Request = {
      id,
      step: errand.step,
      shopper: jar.shopper,
      item: null,
      key: jar.key,
      code: null,
      sentUs: clock.now,
    };
    this.#settle(errand, request, ending, false, next);
  }

  #settle(
    errand: Errand,
    request: Request,
    ending: Ending | { readonly kind: 'timeout' },
    wasLive: boolean,
    done: Done,
  ): void {
    const { truth, clock } = this.#world;
    const { jar } = errand;
    const answer = ending.kind === 'answered' ? ending.answer : null;
    const op = this.#recordOf(errand, request, ending);
    this.operations.push(op);
    if (op.step === 'signOut' && op.outcome !== 'fail' && op.keySent !== null) {
      truth.logOutSent(op.keySent, op.shopper, op.sentUs);
    }
    if (ending.kind === 'answered') {
      truth.answered(op, wasLive);
      if (op.origin !== 'final') {
        if (jar.affinity === null || this.#drawn.routing === 'cookie') jar.affinity = ending.node.server;
        if (op.keyGiven !== null) {
          jar.key = op.keyGiven === '' ? null : op.keyGiven;
          truth.jarChanged(jar, 'overwritten', clock.now);
          if (jar.key !== null) this.cached = { shopper: op.shopper, ending };
        }
        if (op.step === 'claim' && op.birth !== null) jar.birth = op.birth;
      }
    } else {
      truth.gaveUp(op.id, clock.now);
    }
    done(op, answer);
  }

  #recordOf(errand: Errand, request: Request, ending: Ending | { readonly kind: 'timeout' }): OperationRecord {
    const { shopper, jar, lane, step, item } = errand;
    const answered = ending.kind === 'answered' ? ending : null;
    const balancerMade = ending.kind === 'balancer';
    const refused = balancerMade && ending.status === 503;
    const lost = ending.kind === 'cut' ? 'closed' : 'timeout';
    return {
      kind: 'op',
      id: request.id,
      origin: errand.origin ?? (shopper.epoch === 1 ? 'restart' : 'planned'),
      shopper: shopper.number,
      lane,
      jar: jar.number,
      epoch: shopper.epoch,
      step,
      item,
      retryOf: errand.retryOf ?? null,
      intendedUs: request.sentUs,
      readyUs: request.sentUs,
      sentUs: request.sentUs,
      doneUs: this.#world.clock.now,
      keySent: request.key,
      keyGiven: answered?.answer.keyGiven ?? null,
      outcome: answered?.answer.outcome ?? (refused ? this.#drawn.refusalIs : 'indeterminate'),
      status: answered?.answer.status ?? (balancerMade ? ending.status : null),
      error: answered === null && !balancerMade ? lost : null,
      balancerMade,
      node: answered?.node.incarnation ?? null,
      speaks: answered?.answer.speaks ?? false,
      birth: answered?.answer.birth ?? null,
      items: answered?.answer.items ?? '',
      receipt: answered?.answer.receipt ?? false,
    };
  }
}
