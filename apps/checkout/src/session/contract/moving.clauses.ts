/** Clauses about keys: a session that moves to a new one, codes that stand for one, browsers that share one. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'vitest';
import { CODE_TTL_MS } from '../../domain/hand-off-code.js';
import { SessionGone } from '../errors.js';
import { type Clause, clausesOf } from './clause.js';

/** Turns of the event loop after which the store fails, counted from when the new key is told. */
const FAILS_AFTER_TURNS = [0, 1, 2, 3, 5, 8, 13];

async function after(turns: number): Promise<void> {
  for (let n = 0; n < turns; n += 1) await turn();
}

export const MOVING_CLAUSES: readonly Clause[] = [
  ...clausesOf('whole', {
    'has the session under one key or the other at every moment, also when the store fails half-way': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      let moving = true;
      const moved = visitor
        .run((layer, request) => layer.move(request, { account: 'ada' }, () => {}))
        .finally(() => {
          moving = false;
        });
      // One list may be read partly before and partly after; two in a row are not.
      const missed: boolean[] = [];
      for (; moving; await turn()) missed.push((await stage.dump()).length === 0);
      await moved;
      expect(missed.some((isMissing, n) => isMissing && missed[n + 1])).toBe(false);
      for (const turns of FAILS_AFTER_TURNS) {
        const birth = `b-${turns}`;
        const person = stage.browser();
        await person.save({ birth });
        let failing = Promise.resolve();
        await person.refusal((layer, request) =>
          layer.move(request, { account: 'ada' }, () => {
            failing = after(turns).then(() => stage.outage(true));
          }),
        );
        await failing;
        stage.outage(false);
        expect((await stage.dump()).map((line) => line.birth)).toContain(birth);
      }
    },
  }),
  ...clausesOf('carries', {
    'keeps what another tab saves while the session moves, or tells it that it is gone': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const tab = visitor.twin();
      let isSaved = false;
      await visitor.run(async (layer, request) => {
        await tab.run(async (theirs, asked) => {
          const moved = layer.move(request, { account: 'ada' }, () => {});
          try {
            await theirs.save(asked, { plan: 'basic' });
            isSaved = true;
          } catch (error) {
            expect(error).toBeInstanceOf(SessionGone);
            theirs.abandon(asked);
          }
          await moved;
        });
      });
      expect(await visitor.find()).toEqual({ birth: 'b1', account: 'ada', ...(isSaved ? { plan: 'basic' } : {}) });
    },
  }),
  ...clausesOf('rekeys', {
    'finds nothing under the old key': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const old = visitor.twin();
      await visitor.run((layer, request) => layer.move(request, {}, () => {}));
      expect(await old.find()).toBeNull();
    },
    'refuses a save under the old key by a request that was at work meanwhile': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const other = visitor.twin();
      await visitor.run(async (layer, request) => {
        await other.run((theirs, asked) => theirs.move(asked, {}, () => {}));
        await expect(layer.save(request, { plan: 'basic' })).rejects.toThrow(SessionGone);
        layer.abandon(request);
      });
      expect(await other.find()).toEqual({ birth: 'b1' });
    },
  }),
  ...clausesOf('moves', {
    'takes all data to a new key, which it tells first, and sets the cookie': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1', 'item:1': 'open' });
      const oldKey = visitor.key;
      const told: string[] = [];
      const key = await visitor.run(async (layer, request) => {
        await layer.move(request, { 'item:2': 'signIn', account: 'ada' }, (newKey) => told.push(newKey));
        return layer.keyOf(request);
      });
      expect(told).toEqual([key]);
      expect(visitor.key).toBe(key);
      expect(key).not.toBe(oldKey);
      expect(await visitor.find()).toEqual({ birth: 'b1', 'item:1': 'open', 'item:2': 'signIn', account: 'ada' });
    },
    'moves a session in the request that created it': async (open) => {
      const visitor = (await open()).browser();
      const created = await visitor.run(async (layer, request) => {
        await layer.save(request, { birth: 'b1', 'item:1': 'open' });
        const key = layer.keyOf(request);
        await layer.move(request, { account: 'ada' }, () => {});
        return key;
      });
      expect(visitor.key).not.toBe(created);
      expect(await visitor.find()).toEqual({ birth: 'b1', 'item:1': 'open', account: 'ada' });
    },
    'goes on saving under the new key in the same request': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      await visitor.run(async (layer, request) => {
        await layer.move(request, {}, () => {});
        await layer.save(request, { plan: 'basic' });
      });
      expect(await visitor.find()).toEqual({ birth: 'b1', plan: 'basic' });
    },
  }),
  ...clausesOf('codes', {
    'gives a code out once, takes it once, and forgets it in time': async (open) => {
      const stage = await open();
      const phone = stage.browser();
      await phone.save({ birth: 'b1' });
      const kept = await phone.run((layer, request) =>
        Promise.all([layer.keepCode(request, 'AAAAAA'), layer.keepCode(request, 'BBBBBB')]),
      );
      expect(kept).toEqual([true, true]);
      expect(await phone.run((layer, request) => layer.keepCode(request, 'AAAAAA'))).toBe(false);
      expect(await stage.layer.takeCode('AAAAAA')).toBe(phone.key);
      expect(await stage.layer.takeCode('AAAAAA')).toBeNull();
      expect(await stage.layer.takeCode('CCCCCC')).toBeNull();
      await stage.pass(CODE_TTL_MS + 1);
      expect(await stage.layer.takeCode('BBBBBB')).toBeNull();
    },
  }),
  ...clausesOf('adopts', {
    'lets a second browser go on in the same session under the same key': async (open) => {
      const stage = await open();
      const phone = stage.browser();
      await phone.save({ birth: 'b1' });
      const laptop = stage.browser();
      expect(await laptop.run((layer, request) => layer.adopt(request, phone.key as string))).toBe(true);
      expect(laptop.cookie).toBe(phone.cookie);
      await laptop.save({ plan: 'basic' });
      expect(await phone.find()).toEqual({ birth: 'b1', plan: 'basic' });
      expect(await stage.dump()).toHaveLength(1);
    },
    'leaves a browser with its own session when there is nothing to adopt': async (open) => {
      const stage = await open();
      const laptop = stage.browser();
      await laptop.save({ birth: 'b2' });
      const { cookie } = laptop;
      expect(await laptop.run((layer, request) => layer.adopt(request, 'nobody'))).toBe(false);
      expect(laptop.cookie).toBe(cookie);
      expect(await laptop.find()).toEqual({ birth: 'b2' });
    },
  }),
];
