/** Simulated shoppers: jars, lanes, retries, hand-offs, starting over. They write the operations' records. */
import type { JarRecord, OperationRecord, SkipRecord } from '../history/records.js';
import type { Ending, SimulatedBalancer } from './balancer.js';
import type { Drawn } from './draw.js';
import type { NodeAnswer, NodeWorld, Request } from './node.js';
import type { OpenJar } from './truth.js';

interface Jar extends OpenJar {
  readonly number: number;
  affinity: string | null;
  /** Birth that the shopper takes for theirs. */
  birth: string | null;
  used: boolean;
  inFlight: number;
  exclusive: boolean;
  lastSentUs: number;
}

interface Shopper {
  readonly number: number;
  epoch: 0 | 1;
  readonly jars: Jar[];
}

interface Errand {
  readonly shopper: Shopper;
  readonly jar: Jar;
  readonly lane: number;
  readonly step: OperationRecord['step'];
  readonly item: number | null;
  readonly code?: string | null;
  readonly origin?: OperationRecord['origin'];
  readonly retryOf?: number;
}

type Done = (op: OperationRecord, answer: NodeAnswer | null) => void;

/** A client gives up after this long. */
export const CLIENT_TIMEOUT_US = 200_000;
const WRITES: ReadonlySet<OperationRecord['step']> = new Set([
  'open',
  'plan',
  'paymentMethod',
  'review',
  'signIn',
  'pay',
]);

export class SimulatedShoppers {
  readonly operations: OperationRecord[] = [];
  readonly resets: JarRecord[] = [];
  readonly skips: SkipRecord[] = [];
  readonly #drawn: Drawn;
  readonly #world: NodeWorld;
  readonly #balancer: SimulatedBalancer;
  readonly #shoppers: Shopper[] = [];
  #ids = 0;
  #items = 0;
  #ended = false;
  /** What a leaky cache keeps: an answer that set a cookie, and for whom. */
  #cached: { readonly shopper: number; readonly ending: Ending } | null = null;

  constructor(drawn: Drawn, world: NodeWorld, balancer: SimulatedBalancer) {
    this.#drawn = drawn;
    this.#world = world;
    this.#balancer = balancer;
    for (let i = 1; i <= drawn.shoppers; i += 1) this.#arrive(i);
  }

  end(): void {
    this.#ended = true;
  }

  /** One read per jar, from a copy of it. */
  readFinally(): void {
    for (const shopper of this.#shoppers) {
      for (const jar of shopper.jars) {
        const { key } = jar;
        if (key === null) continue;
        const usedLast = shopper.jars.every((other) => other.key !== key || other.lastSentUs <= jar.lastSentUs);
        this.#send({ shopper, jar, lane: 0, step: 'view', item: null, origin: 'final' }, () => {}, usedLast);
      }
    }
  }

  #arrive(number: number): void {
    const { clock, dice } = this.#world;
    const shopper: Shopper = { number, epoch: 0, jars: [] };
    this.#shoppers.push(shopper);
    const jar = this.#addJar(shopper);
    const steps = ['open' as const, ...Array.from({ length: this.#drawn.steps }, () => this.#drawStep())];
    clock.at(dice.between(0, 900_000), () => this.#lane(shopper, jar, 0, steps));
    if (!dice.chance(this.#drawn.tabs)) return;
    const tab = Array.from({ length: dice.between(2, 6) }, () => this.#drawStep());
    clock.at(dice.between(0, 1_000_000), () => this.#lane(shopper, jar, 1, tab));
  }

  #addJar(shopper: Shopper): Jar {
    const jar: Jar = {
      shopper: shopper.number,
      number: shopper.jars.length,
      key: null,
      affinity: null,
      birth: null,
      used: false,
      inFlight: 0,
      exclusive: false,
      lastSentUs: Number.NEGATIVE_INFINITY,
    };
    shopper.jars.push(jar);
    this.#world.truth.addJar(jar);
    return jar;
  }

  #drawStep(): OperationRecord['step'] {
    return this.#world.dice.weighted<OperationRecord['step']>([
      ['plan', 3],
      ['paymentMethod', 2],
      ['review', 1],
      ['browse', 3],
      ['watch', 1],
      ['receipt', 0.3],
      ['signIn', 1],
      ['pay', 0.3],
      ['signOut', this.#drawn.signOuts * 10],
      ['handOff', this.#drawn.handOffs],
    ]);
  }

  #lane(shopper: Shopper, jar: Jar, lane: number, steps: readonly OperationRecord['step'][]): void {
    const [step, ...rest] = steps;
    if (step === undefined) return;
    const { clock, dice } = this.#world;
    const shared = lane === 1 && !jar.used;
    if (this.#ended) {
      this.#skip(shopper, step);
      return;
    }
    // A tab opens once the jar has a session; nothing runs beside a first operation or a sign-in.
    const exclusive = step === 'signIn' || !jar.used;
    if (shared || jar.exclusive || (exclusive && jar.inFlight > 0)) {
      clock.after(3000, () => this.#lane(shopper, jar, lane, steps));
      return;
    }
    const thinkUs = dice.chance(0.3) ? dice.between(100, 5000) : dice.between(500, 120_000);
    const next = () => clock.after(thinkUs, () => this.#lane(shopper, jar, lane, rest));
    const leaks = this.#drawn.leaky && !jar.used && jar.key === null && this.#cached !== null && dice.chance(0.3);
    const errand: Errand = {
      shopper,
      jar,
      lane,
      step: leaks ? 'browse' : step,
      item: leaks ? null : this.#itemFor(step, shopper),
    };
    if (leaks && this.#cached !== null && this.#cached.shopper !== shopper.number) {
      this.#receive(errand, this.#cached.ending, next);
      return;
    }
    this.#attempt(errand, exclusive, next);
  }

  #skip(shopper: Shopper, step: OperationRecord['step']): void {
    const { now } = this.#world.clock;
    const id = this.#nextId();
    const skip = {
      kind: 'skip',
      t: now,
      id,
      origin: 'planned',
      shopper: shopper.number,
      step,
      intendedUs: now,
    } as const;
    this.skips.push({ ...skip, reason: 'cut-off' });
  }

  #itemFor(step: OperationRecord['step'], shopper: Shopper): number | null {
    if (!WRITES.has(step)) return null;
    this.#items += 1;
    this.#world.truth.itemOf(this.#items, shopper.number);
    return this.#items;
  }

  #nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  /** Sends, retries an unanswered write perhaps, hands off, starts over. */
  #attempt(errand: Errand, exclusive: boolean, next: () => void): void {
    const { clock, dice } = this.#world;
    const { shopper, jar } = errand;
    jar.exclusive = exclusive;
    this.#send(errand, (op, answer) => {
      if (exclusive) jar.exclusive = false;
      if (answer?.code != null) this.#handOff(shopper, answer.code);
      if (op.outcome === 'indeterminate' && errand.item !== null && errand.retryOf === undefined && dice.chance(0.6)) {
        const retry: Errand = { ...errand, origin: 'retry', retryOf: op.id };
        clock.after(dice.between(100, 20_000), () => this.#attempt(retry, exclusive && jar.inFlight === 0, next));
        return;
      }
      this.#discover(errand, op);
      next();
    });
  }

  #handOff(shopper: Shopper, code: string): void {
    const { clock, dice } = this.#world;
    if (shopper.jars.length > 1) return;
    const laptop = this.#addJar(shopper);
    const steps = Array.from({ length: dice.between(1, 5) }, () => this.#drawStep());
    const claim = () => {
      const errand: Errand = { shopper, jar: laptop, lane: 2, step: 'claim', item: null, code };
      this.#attempt(errand, true, () => {
        if (laptop.key !== null) this.#lane(shopper, laptop, 2, steps);
      });
    };
    clock.after(dice.between(1000, 60_000), () => {
      if (this.#ended) return;
      if (!dice.chance(0.25)) {
        claim();
        return;
      }
      const own: Errand = { shopper, jar: laptop, lane: 2, step: 'open', item: this.#itemFor('open', shopper) };
      this.#attempt(own, true, claim);
    });
  }

  /** A shopper who is answered without their session starts over once, or goes on with what there is. */
  #discover({ shopper, jar, step }: Errand, op: OperationRecord): void {
    if (!op.speaks || step === 'claim' || step === 'signOut') return;
    const before = jar.birth;
    if (op.birth !== null) jar.birth = op.birth;
    if (before === null || op.birth === before || shopper.epoch === 1) return;
    if (!this.#world.dice.chance(this.#drawn.startOvers)) return;
    shopper.epoch = 1;
    jar.key = null;
    jar.birth = null;
    jar.used = false;
    const { now } = this.#world.clock;
    this.resets.push({ kind: 'jar', t: now, shopper: shopper.number, jar: jar.number, reason: 'start-over' });
    this.#world.truth.jarChanged(jar, 'dropped', now);
  }

  #send(errand: Errand, done: Done, counts = true): void {
    const { clock, dice, truth } = this.#world;
    const { jar, step } = errand;
    const final = errand.origin === 'final';
    const sentUs = clock.now;
    const keySent = jar.key;
    const wasLive = counts && truth.isLive(keySent);
    const request: Request = {
      id: this.#nextId(),
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
  #receive(errand: Errand, ending: Ending, next: () => void): void {
    const { clock } = this.#world;
    const id = this.#nextId();
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
          if (jar.key !== null) this.#cached = { shopper: op.shopper, ending };
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
