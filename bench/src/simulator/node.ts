/** A simulated node incarnation: looks sessions up, works for a while, saves, journals, answers. */
import { formatRanges, type JournalEntry } from '@session-lab/checkout/protocol';
import type { OperationRecord } from '../history/records.js';
import type { Clock } from './clock.js';
import type { Dice } from './dice.js';
import type { Loaded, SimulatedStore } from './store.js';
import type { TruthBook } from './truth.js';

/** What a node answers: the fields of the operation's record that come from it. */
export type NodeAnswer = Pick<
  OperationRecord,
  'status' | 'outcome' | 'speaks' | 'birth' | 'items' | 'keyGiven' | 'receipt'
> & { readonly code: string | null };

/** An operation on its way. */
export interface Request {
  readonly id: number;
  readonly step: OperationRecord['step'];
  readonly shopper: number;
  readonly item: number | null;
  readonly key: string | null;
  readonly code: string | null;
  readonly sentUs: number;
}

/** What all nodes of a trial share. */
export interface NodeWorld {
  readonly clock: Clock;
  readonly dice: Dice;
  readonly truth: TruthBook;
  /** Names births and keys; the same name twice is never given. */
  readonly name: (prefix: string) => string;
  readonly charge: (birth: string, request: Request) => void;
}

type Reply = (answer: NodeAnswer) => void;

const SILENT = { speaks: false, birth: null, items: '', keyGiven: null, receipt: false, code: null } as const;
const REFUSED: NodeAnswer = { ...SILENT, status: 503, outcome: 'fail' };
const FAILED: NodeAnswer = { ...SILENT, status: 503, outcome: 'indeterminate' };

export class SimulatedNode {
  readonly incarnation: string;
  readonly server: string;
  readonly journal: JournalEntry[] = [];
  readonly store: SimulatedStore;
  readonly #world: NodeWorld;
  state: 'running' | 'paused' | 'closing' | 'dead' = 'running';
  /** What waits for the node to wake up. */
  #asleep: (() => void)[] = [];

  constructor(server: string, incarnation: string, store: SimulatedStore, world: NodeWorld) {
    this.server = server;
    this.incarnation = incarnation;
    this.store = store;
    this.#world = world;
    this.journal.push({ k: 'start', t: world.clock.now, node: incarnation, pid: 1, store: store.name });
  }

  get isShared(): boolean {
    return this.store.name !== this.incarnation;
  }

  wake(): void {
    this.state = 'running';
    const waiting = this.#asleep;
    this.#asleep = [];
    for (const run of waiting) run();
  }

  accept(request: Request, reply: Reply): void {
    this.#then(0, () => {
      if (this.state === 'closing' || !this.store.up) reply(REFUSED);
      else this.#handle(request, reply);
    });
  }

  /** Goes on after a while, unless the node is frozen (then when it wakes) or dead (then never). */
  #then(delayUs: number, run: () => void): void {
    this.#world.clock.after(delayUs, () => {
      if (this.state === 'paused') this.#asleep.push(() => this.#then(0, run));
      else if (this.state !== 'dead') run();
    });
  }

  #write(entry: JournalEntry): void {
    this.journal.push(entry);
  }

  #handle(request: Request, reply: Reply): void {
    const { clock, dice } = this.#world;
    const found = request.key === null ? null : this.store.load(request.key, clock.now);
    this.#write({ k: 'op', t: clock.now, op: request.id });
    this.#then(dice.chance(0.2) ? dice.between(4000, 40_000) : dice.between(100, 4000), () => {
      reply(this.store.up ? this.#answer(request, found, reply) : FAILED);
    });
  }

  #answer(request: Request, found: Loaded | null, reply: Reply): NodeAnswer {
    switch (request.step) {
      case 'open':
      case 'plan':
      case 'paymentMethod':
      case 'review':
        return this.#add(request, found);
      case 'signIn':
        return this.#signIn(request, found, reply);
      case 'pay':
        return found === null ? this.#without(request, 409) : this.#pay(request, found);
      case 'signOut':
        return this.#signOut(request, found);
      case 'handOff':
        return found === null ? this.#without(request, 404) : this.#handOff(found);
      case 'claim':
        return this.#claim(request);
      default:
        return found === null
          ? this.#without(request, 200)
          : this.#found(found, { receipt: request.step === 'receipt' });
    }
  }

  #found(loaded: Loaded, more: { receipt?: boolean; keyGiven?: string; code?: string } = {}): NodeAnswer {
    return {
      status: 200,
      outcome: 'ok',
      speaks: true,
      birth: loaded.birth,
      items: formatRanges(loaded.items),
      keyGiven: more.keyGiven ?? null,
      receipt: more.receipt === true && loaded.receipt,
      code: more.code ?? null,
    };
  }

  /** A look-up without a session; a read clears the cookie that named one. */
  #without(request: Request, status: number): NodeAnswer {
    const keyGiven = request.key !== null && request.step !== 'claim' && this.#world.dice.chance(0.5) ? '' : null;
    return { ...SILENT, status, outcome: status === 200 ? 'ok' : 'fail', speaks: true, keyGiven };
  }

  #create(request: Request): NodeAnswer {
    const { clock, truth, name } = this.#world;
    const [birth, key, op] = [name('b'), name('k'), request.id];
    truth.created(birth, request.shopper, this.store.name, key, op, clock.now);
    if (request.item !== null) truth.wroteItem(birth, request.item, request.sentUs);
    const session = this.store.create(birth, key, request.item ?? 0, clock.now);
    this.#write({ k: 'created', t: clock.now, op, birth, key });
    return this.#found(session, { keyGiven: key });
  }

  #add(request: Request, found: Loaded | null): NodeAnswer {
    if (found === null) return this.#create(request);
    if (!this.#save(request, found, false)) return this.#without(request, 409);
    return this.#found(found);
  }

  #save(request: Request, found: Loaded, receipt: boolean): boolean {
    const { clock, truth } = this.#world;
    if (!this.store.save(found, request.item ?? 0, receipt, clock.now)) return false;
    truth.wroteItem(found.birth, request.item ?? 0, request.sentUs);
    return true;
  }

  #pay(request: Request, found: Loaded): NodeAnswer {
    this.#world.charge(found.birth, request);
    if (!this.#save(request, found, true)) return FAILED;
    return this.#found({ ...found, receipt: true }, { receipt: true });
  }

  #signIn(request: Request, found: Loaded | null, reply: Reply): NodeAnswer {
    if (found === null) return this.#create(request);
    const { clock, dice, truth, name } = this.#world;
    const [key, op, from, birth] = [name('k'), request.id, found.key, found.birth];
    this.#write({ k: 'moving', t: clock.now, op, birth, from, key });
    if (!this.store.move(found, key, request.item ?? 0, clock.now)) return this.#without(request, 409);
    truth.moved(birth, key, op, clock.now);
    truth.wroteItem(birth, request.item ?? 0, request.sentUs);
    this.#then(this.isShared ? dice.between(50, 500) : 0, () => {
      this.#write({ k: 'moved', t: clock.now, op, birth, from, key });
      reply(this.#found(found, { keyGiven: key }));
    });
    return LATER;
  }

  #signOut(request: Request, found: Loaded | null): NodeAnswer {
    const { clock } = this.#world;
    if (found === null || !this.store.end(found.key, clock.now)) return this.#without(request, 200);
    this.#write({ k: 'ended', t: clock.now, op: request.id, birth: found.birth, key: found.key });
    return { ...this.#found(found), keyGiven: '' };
  }

  #handOff(found: Loaded): NodeAnswer {
    const code = this.#world.name('c');
    this.store.codes.set(code, found.key);
    return this.#found(found, { code });
  }

  #claim(request: Request): NodeAnswer {
    const key = request.code === null ? undefined : this.store.codes.get(request.code);
    const session = key === undefined ? null : this.store.load(key, this.#world.clock.now);
    return session === null ? this.#without(request, 404) : this.#found(session, { keyGiven: session.key });
  }
}

/** The answer follows a second step of the handler. */
export const LATER: NodeAnswer = { ...SILENT, status: null, outcome: 'indeterminate' };
