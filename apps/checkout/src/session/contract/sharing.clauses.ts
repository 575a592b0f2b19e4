/** Clauses about sessions, and requests of one session, that are at work at the same time. */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Changes } from '../../domain/session-data.js';
import { type Clause, clausesOf } from './clause.js';
import type { Browser } from './stage.js';

/** More sessions than a store may give an object of another's without being noticed. */
const MANY_SESSIONS = 8;
/** As often do two browsers take turns: enough look-ups for a store that now and then finds somebody else's session. */
const TURNS = 40;
const WRITERS = 4;
/** More writes than a store may append before it writes a session anew. */
const MANY_WRITES = 12;
/** Real time: nobody can tell a store that does something late to do it now. */
const LATE_MS = 250;

export const SHARING_CLAUSES: readonly Clause[] = [
  ...clausesOf('separate', {
    'gives each of many new sessions what it was given, and nothing of another': async (open) => {
      const stage = await open();
      const visitors: Browser[] = [];
      for (let n = 0; n < MANY_SESSIONS; n += 1) {
        const visitor = stage.browser();
        await visitor.save({ birth: `b${n}`, [`item:${n}`]: 'open' });
        visitors.push(visitor);
      }
      for (const [n, visitor] of visitors.entries()) {
        expect(await visitor.find()).toEqual({ birth: `b${n}`, [`item:${n}`]: 'open' });
      }
    },
    'lets no request see or undo what another did with its copy of the session': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      const watch = { title: 'night', positionSeconds: 1, sequence: 1 };
      await visitor.save({ birth: 'b1', plan: 'basic', watch });
      await visitor.run(async (layer, request) => {
        // Changed and not saved, as by a handler that then fails.
        Object.assign(layer.find(request)?.watch ?? {}, { positionSeconds: 99 });
        layer.abandon(request);
      });
      await visitor.run(async (layer, request) => {
        // Another request changes what this one has only read.
        await visitor.save({ plan: 'premium' });
        expect(layer.find(request)).toEqual({ birth: 'b1', plan: 'basic', watch });
        await layer.save(request, { card: '0042' });
      });
      expect(await visitor.find()).toEqual({ birth: 'b1', plan: 'premium', card: '0042', watch });
    },
    'keeps of objects that go on changing what was saved of them, no less and no more': async (open) => {
      const stage = await open();
      const watch = { title: 'night', positionSeconds: 0, sequence: 1 };
      const saved: Record<string, unknown>[] = [];
      const visitors: Browser[] = [];
      for (let n = 0; n < MANY_SESSIONS; n += 1) {
        const visitor = stage.browser();
        watch.positionSeconds = n;
        saved.push({ birth: `b${n}`, [`item:${n}`]: 'open', watch: { ...watch } });
        await visitor.save({ ...saved[n], watch });
        visitors.push(visitor);
      }
      const visitor = visitors[0] as Browser;
      await visitor.run(async (layer, request) => {
        // One that was saved, then one that was found, each changed in place and saved again.
        await layer.save(request, { watch });
        watch.positionSeconds = 20;
        await layer.save(request, { watch });
        const found = layer.find(request) as { watch: typeof watch };
        found.watch.positionSeconds = 30;
        Object.assign(found, { plan: 'basic' });
        await layer.save(request, { watch: found.watch, plan: 'basic' });
      });
      Object.assign(saved[0] ?? {}, { watch: { ...watch, positionSeconds: 30 }, plan: 'basic' });
      expect(await visitor.find()).toEqual(saved[0]);
      for (let writes = 0; writes < MANY_WRITES; writes += 1) {
        await visitor.run((layer, request) => layer.move(request, { account: `a${writes}` }, () => {}));
      }
      await visitor.run(async (layer, request) => {
        const found = layer.find(request) as { watch: typeof watch };
        found.watch.positionSeconds = 99;
        await layer.move(request, { account: 'ada' }, () => {});
      });
      await visitor.run(async (layer, request) => {
        const found = layer.find(request) as { watch: typeof watch };
        found.watch.positionSeconds = 99;
        await layer.save(request, { account: 'eve' });
      });
      Object.assign(saved[0] ?? {}, { account: 'eve' });
      for (const [n, one] of visitors.entries()) expect(await one.find()).toEqual(saved[n]);
    },
  }),
  ...clausesOf('isolates', {
    'finds for each of two browsers its own session, turn after turn': async (open) => {
      const stage = await open();
      const [ada, bob] = [stage.browser(), stage.browser()];
      await ada.save({ birth: 'ada', 'item:1': 'open' });
      await bob.save({ birth: 'bob', 'item:2': 'open' });
      for (let turn = 0; turn < TURNS; turn += 1) {
        expect(await ada.find()).toEqual({ birth: 'ada', 'item:1': 'open' });
        expect(await bob.find()).toEqual({ birth: 'bob', 'item:2': 'open' });
      }
    },
  }),
  ...clausesOf('atomic', {
    'shows whoever looks meanwhile all fields of a save, or none': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const saved = { 'item:1': 'plan', plan: 'basic', card: '0042', account: 'ada' } as const;
      const other = visitor.twin();
      let saving = true;
      const save = visitor.save(saved).finally(() => {
        saving = false;
      });
      const seen: number[] = [];
      for (; saving; await turn()) seen.push(Object.keys((await other.find()) ?? {}).length);
      await save;
      expect(seen.filter((fields) => fields !== 1 && fields !== 1 + Object.keys(saved).length)).toEqual([]);
      expect(await visitor.find()).toEqual({ birth: 'b1', ...saved });
    },
  }),
  ...clausesOf('reads', {
    'keeps what others save while somebody reads, and after it': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      await visitor.run(async (layer, request) => {
        expect(layer.find(request)).toEqual({ birth: 'b1' });
        await visitor.save({ plan: 'basic' });
      });
      await sleep(LATE_MS);
      expect(await visitor.find()).toEqual({ birth: 'b1', plan: 'basic' });
    },
  }),
  ...clausesOf('merges', {
    'keeps what four writers save to four fields, whether they overlap or write in the same instant': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      await visitor.run(async (layer, request) => {
        await visitor.save({ 'item:1': 'plan' });
        await layer.save(request, { 'item:2': 'review' });
      });
      expect(await visitor.find()).toEqual({ birth: 'b1', 'item:1': 'plan', 'item:2': 'review' });
      const crowd = (await open()).browser();
      await crowd.save({ birth: 'b2' });
      let everybodyLooked = (): void => {};
      const together = new Promise<void>((resolve) => {
        everybodyLooked = resolve;
      });
      let looked = 0;
      const writers = Array.from({ length: WRITERS }, (_, n) =>
        crowd.twin().run(async (layer, request) => {
          looked += 1;
          if (looked === WRITERS) everybodyLooked();
          await together;
          await layer.save(request, { [`item:${n}`]: 'plan' });
        }),
      );
      await Promise.all(writers);
      const all = Object.fromEntries(Array.from({ length: WRITERS }, (_, n) => [`item:${n}`, 'plan']));
      expect(await crowd.find()).toEqual({ birth: 'b2', ...all });
    },
  }),
  ...clausesOf('tidies', {
    'keeps what two writers save who take turns, each of whom looked before the other one saved': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      const saved: Record<string, unknown> = { birth: 'b1' };
      await visitor.save({ birth: 'b1' });
      let writer = await lookedUp(visitor);
      for (let turn = 0; turn < MANY_WRITES; turn += 1) {
        const next = await lookedUp(visitor);
        const changes = { [`item:${turn}`]: 'plan', card: String(turn) };
        await writer.save(changes);
        Object.assign(saved, changes);
        writer = next;
      }
      await writer.save({});
      expect(await visitor.find()).toEqual(saved);
    },
  }),
];

/** A request that has looked its session up, and saves when it is told to. */
async function lookedUp(visitor: Browser): Promise<{ readonly save: (changes: Changes) => Promise<void> }> {
  let tell = (_changes: Changes): void => {};
  const told = new Promise<Changes>((resolve) => {
    tell = resolve;
  });
  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((looked, failed) => {
    done = visitor.twin().run(async (layer, request) => {
      looked();
      await layer.save(request, await told);
    });
    done.catch(failed);
  });
  return {
    save: (changes) => {
      tell(changes);
      return done;
    },
  };
}
