/**
 * Random stories of one shopper in two tabs whose sessions are in their cookies, told by a model that knows what the jar
 * held at every moment: the checkers, who see only the record, must come to the same class for every birth.
 */
import { expect, it } from 'vitest';
import { Dice } from '../simulator/dice.js';
import { History, V, W } from './builders.js';
import { judge } from './judge.js';
import type { BirthClass } from './judgement.js';

interface Cookie {
  readonly key: string;
  readonly birth: string;
  readonly items: readonly number[];
}

/** What really happened to a birth. */
interface Truth {
  readonly known: Set<number>;
  /** Items that a jar has held. */
  readonly held: Set<number>;
  logOutMs: number;
  /** Since when no jar has it; Infinity while one does. */
  letGoMs: number;
}

type Step = 'plan' | 'browse' | 'signIn' | 'signOut';

const STORIES = 4000;
const MOST_OPERATIONS = 14;

class Story {
  readonly history = new History({ store: 'sealed' });
  readonly truths = new Map<string, Truth>();
  readonly #dice: Dice;
  readonly #longest: number;
  #jar: Cookie | null = null;
  #names = 0;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
    this.#longest = this.#dice.between(0, 8);
  }

  tell(): void {
    const dice = this.#dice;
    const underWay: { readonly doneMs: number; readonly answer: () => void }[] = [];
    let [nowMs, aloneUntilMs] = [10, 0];
    let [sent, isFirst] = [0, true];
    while (sent < MOST_OPERATIONS || underWay.length > 0) {
      underWay.sort((a, b) => a.doneMs - b.doneMs);
      const [next] = underWay;
      const step = dice.weighted<Step>([
        ['plan', 6],
        ['browse', 2],
        ['signIn', 1],
        ['signOut', 0.5],
      ]);
      // A jar sends nothing beside its first operation or a sign-in; a lane has one operation under way.
      const alone = isFirst || step === 'signIn';
      const maySend =
        sent < MOST_OPERATIONS && underWay.length < 2 && nowMs > aloneUntilMs && !(alone && underWay.length > 0);
      if (next !== undefined && (!maySend || next.doneMs <= nowMs || dice.chance(0.4))) {
        underWay.shift();
        nowMs = Math.max(nowMs, next.doneMs);
        next.answer();
      } else if (maySend) {
        const doneMs = nowMs + dice.between(2, 40);
        if (alone) aloneUntilMs = doneMs;
        underWay.push({ doneMs, answer: this.#send(isFirst ? 'plan' : step, nowMs, doneMs, sent) });
        sent += 1;
        isFirst = false;
      }
      nowMs += dice.between(1, 20);
    }
    const { history } = this;
    history.dump('jars', nowMs + 100, this.#jar === null ? [] : [[this.#jar.key, this.#jar.birth, this.#jar.items]]);
  }

  /** @returns what happens when its answer arrives, or does not */
  #send(step: Step, sentMs: number, doneMs: number, number: number): () => void {
    const dice = this.#dice;
    const found = this.#jar;
    const item = step === 'plan' || step === 'signIn' ? number + 1 : null;
    const node = dice.pick([V, W]);
    const set = this.#handled(step, item, found);
    const lost = dice.chance(0.1);
    const journalMs = sentMs + 1;
    if (step === 'signOut' && found !== null) {
      const truth = this.#truthOf(found.birth);
      truth.logOutMs = Math.min(truth.logOutMs, sentMs);
    }
    const lane = number % 2;
    return () => {
      const { history } = this;
      const birth = set?.birth ?? found?.birth ?? null;
      const tooLong = !lost && set !== null && set !== found && set.items.length > this.#longest + 1;
      const given = step === 'signOut' ? '' : tooLong || set === found || set === null ? undefined : set.key;
      const carried = found === null ? {} : { key: found.key };
      const about = { at: [sentMs, doneMs] as const, step, lane, node, ...carried, ...(item === null ? {} : { item }) };
      const op = history.op(
        lost
          ? { ...about, status: null }
          : { ...about, birth, items: (set ?? found)?.items ?? [], ...(given === undefined ? {} : { given }) },
      );
      if (set !== null && set.birth !== found?.birth) {
        history.line(node, { k: 'created', t: journalMs, op, birth: set.birth, key: set.key });
      } else if (set !== null && found !== null && set.key !== found.key) {
        history.line(node, { k: 'moved', t: journalMs, op, birth: set.birth, from: found.key, key: set.key });
      }
      if (lost) return;
      if (tooLong) history.dropped(op, doneMs);
      if (birth !== null) for (const each of (set ?? found)?.items ?? []) this.#truthOf(birth).known.add(each);
      if (tooLong && set !== null && this.#truthOf(set.birth).held.size === 0)
        this.#truthOf(set.birth).letGoMs = doneMs;
      if (given !== undefined) this.#keep(step === 'signOut' ? null : set, doneMs);
    };
  }

  /** The cookie that the answer sets; the one that was sent where it sets none, null where there is none to set. */
  #handled(step: Step, item: number | null, found: Cookie | null): Cookie | null {
    if (item === null) return step === 'signOut' ? null : found;
    if (found === null) return { key: this.#name('k'), birth: this.#name('b'), items: [item] };
    return { ...found, key: step === 'signIn' ? this.#name('k') : found.key, items: [...found.items, item] };
  }

  #keep(cookie: Cookie | null, atMs: number): void {
    const before = this.#jar;
    this.#jar = cookie;
    if (before !== null && before.birth !== cookie?.birth) this.#truthOf(before.birth).letGoMs = atMs;
    if (cookie === null) return;
    const truth = this.#truthOf(cookie.birth);
    truth.letGoMs = Number.POSITIVE_INFINITY;
    for (const item of cookie.items) truth.held.add(item);
  }

  classOf(birth: string): BirthClass {
    const { known, held, logOutMs, letGoMs } = this.#truthOf(birth);
    if (logOutMs <= letGoMs && logOutMs < Number.POSITIVE_INFINITY) return 'completed';
    if (letGoMs < Number.POSITIVE_INFINITY) return 'orphaned';
    const missing = [...known].filter((item) => !this.#jar?.items.includes(item));
    if (missing.some((item) => held.has(item))) return 'lostUpdate';
    return missing.length > 0 ? 'stale' : 'intact';
  }

  #truthOf(birth: string): Truth {
    const truth = this.truths.get(birth);
    if (truth !== undefined) return truth;
    const [logOutMs, letGoMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const fresh = { known: new Set<number>(), held: new Set<number>(), logOutMs, letGoMs };
    this.truths.set(birth, fresh);
    return fresh;
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }
}

it(`misjudges no birth in ${STORIES} random stories`, () => {
  const classes = new Map<BirthClass, number>();
  const wrong: string[] = [];
  for (let seed = 1; seed <= STORIES; seed += 1) {
    const story = new Story(seed);
    story.tell();
    const verdicts = new Map([...judge(story.history.trial()).births].map((each) => [each.birth, each.class]));
    for (const [birth, { known }] of story.truths) {
      if (known.size === 0) continue;
      const truth = story.classOf(birth);
      classes.set(truth, (classes.get(truth) ?? 0) + 1);
      if (verdicts.get(birth) !== truth)
        wrong.push(`seed ${seed}, ${birth}: ${verdicts.get(birth)}, in truth ${truth}`);
    }
  }
  expect(wrong).toEqual([]);
  // Every class is met often enough to mean something.
  for (const name of ['completed', 'orphaned', 'lostUpdate', 'stale', 'intact'] as const) {
    expect(classes.get(name), name).toBeGreaterThan(100);
  }
});
