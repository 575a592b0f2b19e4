/** Simulated shoppers: lanes, retries, hand-offs, starting over. */
import type { JarRecord, OperationRecord, SkipRecord } from '../history/records.js';
import type { Drawn } from './draw.js';
import type { Errand, Jar, Shopper } from './errand.js';
import type { NodeWorld } from './node.js';
import type { SimulatedWire } from './wire.js';

const WRITES: ReadonlySet<OperationRecord['step']> = new Set([
  'open',
  'plan',
  'paymentMethod',
  'review',
  'signIn',
  'pay',
]);

export class SimulatedShoppers {
  readonly resets: JarRecord[] = [];
  readonly skips: SkipRecord[] = [];
  readonly #drawn: Drawn;
  readonly #world: NodeWorld;
  readonly #wire: SimulatedWire;
  readonly #shoppers: Shopper[] = [];
  #items = 0;
  #ended = false;

  constructor(drawn: Drawn, world: NodeWorld, wire: SimulatedWire) {
    this.#drawn = drawn;
    this.#world = world;
    this.#wire = wire;
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
        this.#wire.send({ shopper, jar, lane: 0, step: 'view', item: null, origin: 'final' }, () => {}, usedLast);
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
    const leaks = this.#drawn.leaky && !jar.used && jar.key === null && this.#wire.cached !== null && dice.chance(0.3);
    const errand: Errand = {
      shopper,
      jar,
      lane,
      step: leaks ? 'browse' : step,
      item: leaks ? null : this.#itemFor(step, shopper),
    };
    if (leaks && this.#wire.cached !== null && this.#wire.cached.shopper !== shopper.number) {
      this.#wire.receive(errand, this.#wire.cached.ending, next);
      return;
    }
    this.#attempt(errand, exclusive, next);
  }

  #skip(shopper: Shopper, step: OperationRecord['step']): void {
    const { now } = this.#world.clock;
    const id = this.#wire.nextId();
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

  /** Sends, retries an unanswered write perhaps, hands off, starts over. */
  #attempt(errand: Errand, exclusive: boolean, next: () => void): void {
    const { clock, dice } = this.#world;
    const { shopper, jar } = errand;
    jar.exclusive = exclusive;
    this.#wire.send(errand, (op, answer) => {
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
    if (step === 'claim' || step === 'signOut') return;
    const before = jar.birth;
    if (op.speaks && op.birth !== null) jar.birth = op.birth;
    const isMissed = op.speaks ? op.birth !== before : isTurnedAway(op);
    if (before === null || !isMissed || shopper.epoch === 1) return;
    if (!this.#world.dice.chance(this.#drawn.startOvers)) return;
    shopper.epoch = 1;
    jar.key = null;
    jar.birth = null;
    jar.used = false;
    const { now } = this.#world.clock;
    this.resets.push({ kind: 'jar', t: now, shopper: shopper.number, jar: jar.number, reason: 'start-over' });
    this.#world.truth.jarChanged(jar, 'dropped', now);
  }
}

/** A write that got nowhere: whoever is turned away with it takes their session for lost, and may be wrong. */
function isTurnedAway({ item, status, outcome }: OperationRecord): boolean {
  return item !== null && outcome !== 'ok' && status === 503;
}
