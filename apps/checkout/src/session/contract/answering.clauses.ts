/** Clauses about what an answer says and does: when a save is done, what a failure looks like, who gets a cookie. */
import { expect } from 'vitest';
import { LookupFailed, SaveFailed, SessionGone } from '../errors.js';
import { type Clause, CONTRACT_IDLE_TTL_MS, clausesOf } from './clause.js';

export const ANSWERING_CLAUSES: readonly Clause[] = [
  ...clausesOf('acknowledges', {
    'has a new session in the store before the save is done': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.run(async (layer, request) => {
        await layer.save(request, { birth: 'b1', 'item:1': 'open' });
        expect(await stage.dump()).toMatchObject([{ birth: 'b1', items: '1' }]);
      });
    },
    'has a change in the store before the save is done': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      await visitor.run(async (layer, request) => {
        await layer.save(request, { 'item:1': 'open' });
        expect(await stage.dump()).toMatchObject([{ birth: 'b1', items: '1' }]);
      });
    },
  }),
  ...clausesOf('fails', {
    'says that a look-up failed, and leaves the cookie alone': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      expect(await visitor.find()).toEqual({ birth: 'b1' });
      stage.outage(true);
      expect(await visitor.refusal(async () => {})).toEqual({ thrown: LookupFailed.name, touchedCookie: false });
      stage.outage(false);
      expect(await visitor.find()).toEqual({ birth: 'b1' });
    },
    'says that a save or an end failed, and leaves the cookie alone': async (open) => {
      const stage = await open();
      const saveFailed = { thrown: SaveFailed.name, touchedCookie: false };
      const visitor = stage.browser();
      const during = (script: Parameters<typeof visitor.refusal>[0]) =>
        visitor.refusal((...given) => {
          stage.outage(true);
          return script(...given).finally(() => stage.outage(false));
        });
      expect(await during((layer, request) => layer.save(request, { birth: 'b1' }))).toEqual(saveFailed);
      await visitor.save({ birth: 'b2' });
      expect(await during((layer, request) => layer.save(request, { plan: 'basic' }))).toEqual(saveFailed);
      expect(await during((layer, request) => layer.move(request, {}, () => {}))).toEqual(saveFailed);
      expect(await during((layer, request, reply) => layer.end(request, reply))).toEqual(saveFailed);
      expect(await during((layer, request) => layer.keepCode(request, 'AAAAAA'))).toEqual(saveFailed);
      expect(await visitor.find()).toEqual({ birth: 'b2' });
    },
  }),
  ...clausesOf('cookies', {
    'finds nothing for a newcomer, and creates nothing by looking': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      expect(await visitor.find()).toBeNull();
      expect(visitor.cookie).toBeNull();
      expect(await stage.dump()).toEqual([]);
    },
    'keeps the key over later saves, and shows a save to its own request': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1', 'item:3': 'open' });
      const { key } = visitor;
      const seen = await visitor.run(async (layer, request) => {
        await layer.save(request, { 'item:4': 'plan', plan: 'basic' });
        return layer.find(request)?.plan;
      });
      expect(seen).toBe('basic');
      await visitor.save({ 'item:4': 'plan', plan: 'premium' });
      expect(visitor.key).toBe(key);
      expect(await visitor.find()).toEqual({ birth: 'b1', 'item:3': 'open', 'item:4': 'plan', plan: 'premium' });
      expect(await stage.dump()).toMatchObject([{ birth: 'b1', items: '3-4', receipt: false }]);
    },
    'believes no cookie that it did not sign, and creates nothing under a key that a stranger proposes': async (
      open,
    ) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const forger = stage.browser();
      forger.cookie = `${visitor.key}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`;
      expect(await forger.find()).toBeNull();
      forger.cookie = 'mine.signature';
      await forger.save({ birth: 'b2' });
      expect(forger.key).not.toBe('mine');
      expect(await forger.find()).toEqual({ birth: 'b2' });
      expect((await stage.dump()).map(({ birth }) => birth).sort()).toEqual(['b1', 'b2']);
    },
    'ends a session, clears its cookie, and that of whoever comes back with it': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const late = visitor.twin();
      await visitor.run((layer, request, reply) => layer.end(request, reply));
      expect(visitor.cookie).toBeNull();
      expect(await stage.dump()).toEqual([]);
      expect(await late.find()).toBeNull();
      expect(late.cookie).toBeNull();
    },
    'has no session any more, and refuses to save one, after the request has ended it': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      await visitor.run(async (layer, request, reply) => {
        await layer.end(request, reply);
        expect(layer.find(request)).toBeNull();
        await expect(layer.save(request, { plan: 'basic' })).rejects.toThrow(SessionGone);
        await expect(layer.move(request, { plan: 'basic' }, () => {})).rejects.toThrow(SessionGone);
        // Twice is the same as once.
        await layer.end(request, reply);
      });
      expect(visitor.cookie).toBeNull();
      expect(await stage.dump()).toEqual([]);
    },
    'neither saves nor sets a cookie for an answer that is an error': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.run(async (layer, request) => {
        // Not every layer has the plug-in's session.
        Object.assign(request.session ?? {}, { birth: 'b1' });
        layer.abandon(request);
      });
      expect(visitor.cookie).toBeNull();
      expect(await stage.dump()).toEqual([]);
    },
  }),
  ...clausesOf('counts', {
    'counts and weighs the sessions of a node, where a node has any, until they expire': async (open) => {
      const stage = await open();
      const measured = (): unknown[] => [stage.layer.count(), stage.layer.bytes()];
      const shared = stage.layer.count() === null;
      await stage.browser().save({ birth: 'b1' });
      await stage.browser().save({ birth: 'b2' });
      expect(measured()).toEqual(shared ? [null, null] : [2, expect.any(Number)]);
      if (!shared) expect(stage.layer.bytes()).toBeGreaterThan(2 * 'birth"b1"'.length);
      await stage.pass(CONTRACT_IDLE_TTL_MS + 1);
      expect(measured()).toEqual(shared ? [null, null] : [0, 0]);
    },
  }),
];
