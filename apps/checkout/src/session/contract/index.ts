/**
 * What every session layer must hold, as one suite of tests. A layer's own test file calls {@link sessionContract}.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { CODE_TTL_MS } from '../../domain/hand-off-code.js';
import type { Changes } from '../../domain/session-data.js';
import { SessionGone } from '../errors.js';
import { type LayerUnderTest, type Script, Stage } from './stage.js';

export const CONTRACT_SECRET = 'a secret of the contract suite, long enough';
export const CONTRACT_IDLE_TTL_MS = 60_000;

/** @param makeLayer a new layer, signed with CONTRACT_SECRET, whose sessions live for CONTRACT_IDLE_TTL_MS */
export function sessionContract(name: string, makeLayer: () => Promise<LayerUnderTest>): void {
  describe(`session layer: ${name}`, () => {
    const opened: Stage[] = [];
    afterEach(async () => {
      for (const stage of opened.splice(0)) await stage[Symbol.asyncDispose]();
    });
    const open = async (): Promise<Stage> => {
      const stage = await Stage.open(await makeLayer());
      opened.push(stage);
      return stage;
    };

    it('finds nothing for a newcomer, and creates nothing by looking', async () => {
      const stage = await open();
      const visitor = stage.browser();
      expect(await visitor.find()).toBeNull();
      expect(visitor.cookie).toBeNull();
      expect(await stage.dump()).toEqual([]);
    });

    it('keeps what was saved, byte for byte, under the key that the cookie names', async () => {
      const stage = await open();
      const visitor = stage.browser();
      const watch = { title: 'Größe "\u2028" \\ 🎬', positionSeconds: 0.1, sequence: Number.MAX_SAFE_INTEGER };
      const saved: Changes = { birth: 'b1', account: '', watch, receipt: { idempotencyKey: '[]', amountCents: 0 } };
      await visitor.save(saved);
      expect(await visitor.find()).toEqual(saved);
      expect(await stage.dump()).toEqual([
        { key: visitor.key, birth: 'b1', items: '', ttlMs: expect.any(Number), receipt: true },
      ]);
    });

    it('keeps the key over later saves, and adds to what is there', async () => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1', 'item:3': 'open' });
      const { key } = visitor;
      await visitor.save({ 'item:4': 'plan', plan: 'basic' });
      await visitor.save({ 'item:4': 'plan', plan: 'premium' });
      expect(visitor.key).toBe(key);
      expect(await visitor.find()).toEqual({ birth: 'b1', 'item:3': 'open', 'item:4': 'plan', plan: 'premium' });
      expect((await stage.dump()).map(({ items }) => items)).toEqual(['3-4']);
    });

    it('shows what was saved to the same request', async () => {
      const stage = await open();
      const seen = await stage.browser().run(async (layer, request) => {
        await layer.save(request, { birth: 'b1' });
        return layer.find(request)?.birth;
      });
      expect(seen).toBe('b1');
    });

    it('keeps both of two writes at once to different keys', async () => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      await visitor.run(async (layer, request) => {
        await visitor.save({ 'item:1': 'plan' });
        await layer.save(request, { 'item:2': 'review' });
      });
      expect(await visitor.find()).toEqual({ birth: 'b1', 'item:1': 'plan', 'item:2': 'review' });
    });

    it('believes no cookie that it did not sign, and clears one whose session is unknown', async () => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const forger = stage.browser();
      forger.cookie = `${visitor.key}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`;
      expect(await forger.find()).toBeNull();
      const late = stage.browser();
      late.cookie = visitor.cookie;
      await visitor.run((layer, request, reply) => layer.end(request, reply));
      expect(await late.find()).toBeNull();
      expect(late.cookie).toBeNull();
    });

    it('never creates a session under a key that a stranger proposes', async () => {
      const stage = await open();
      const visitor = stage.browser();
      visitor.cookie = 'mine.signature';
      await visitor.save({ birth: 'b1' });
      expect(visitor.key).not.toBe('mine');
    });

    it('moves a session with all its data to a new key, and the old one is dead', async () => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1', 'item:1': 'open' });
      const old = stage.browser();
      old.cookie = visitor.cookie;
      const told: string[] = [];
      const key = await visitor.run(async (layer, request) => {
        await layer.move(request, { 'item:2': 'signIn', account: 'ada' }, (newKey) => told.push(newKey));
        return layer.keyOf(request);
      });
      expect(told).toEqual([key]);
      expect(visitor.key).toBe(key);
      expect(key).not.toBe(old.key);
      expect((await stage.dump()).map((line) => line.key)).toEqual([key]);
      expect(await visitor.find()).toEqual({ birth: 'b1', 'item:1': 'open', 'item:2': 'signIn', account: 'ada' });
      expect(await old.find()).toBeNull();
    });

    it('goes on saving under the new key after a move in the same request', async () => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      await visitor.run(async (layer, request) => {
        await layer.move(request, {}, () => {});
        await layer.save(request, { plan: 'basic' });
      });
      expect(await visitor.find()).toEqual({ birth: 'b1', plan: 'basic' });
    });

    it.each<[string, Script<unknown>]>([
      ['ended', (layer, request, reply) => layer.end(request, reply)],
      ['moved', (layer, request) => layer.move(request, {}, () => {})],
    ])('refuses to revive a session that was %s meanwhile', async (_how, away) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const other = stage.browser();
      other.cookie = visitor.cookie;
      const oldKey = visitor.key;
      await visitor.run(async (layer, request) => {
        await other.run(away);
        await expect(layer.save(request, { plan: 'basic' })).rejects.toThrow(SessionGone);
        layer.abandon(request);
      });
      await expect(visitor.find()).resolves.toBeNull();
      expect((await stage.dump()).filter(({ key }) => key === oldKey)).toEqual([]);
    });

    it('refuses to revive a session that expired meanwhile, by saving or by moving it', async () => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      await visitor.run(async (layer, request) => {
        await stage.pass(CONTRACT_IDLE_TTL_MS + 1);
        await expect(layer.save(request, { plan: 'basic' })).rejects.toThrow(SessionGone);
        await expect(layer.move(request, {}, () => {})).rejects.toThrow(SessionGone);
        layer.abandon(request);
      });
      expect(await stage.dump()).toEqual([]);
    });

    it('ends a session and clears its cookie', async () => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      await visitor.run((layer, request, reply) => layer.end(request, reply));
      expect(visitor.cookie).toBeNull();
      expect(await stage.dump()).toEqual([]);
    });

    it('slides the expiry when a session is read, and not when it is dumped', async () => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      for (let reads = 0; reads < 3; reads += 1) {
        await stage.pass(CONTRACT_IDLE_TTL_MS * 0.6);
        expect(await visitor.find()).toEqual({ birth: 'b1' });
      }
      await stage.pass(CONTRACT_IDLE_TTL_MS * 0.6);
      const [line] = await stage.dump();
      expect(line?.ttlMs).toBeGreaterThan(0);
      expect(line?.ttlMs).toBeLessThanOrEqual(CONTRACT_IDLE_TTL_MS * 0.4);
      await stage.pass(CONTRACT_IDLE_TTL_MS * 0.6);
      expect(await stage.dump()).toEqual([]);
      expect(await visitor.find()).toBeNull();
    });

    it('gives a code out once, takes it once, and forgets it in time', async () => {
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
    });

    it('lets a second browser go on in the same session under the same key', async () => {
      const stage = await open();
      const phone = stage.browser();
      await phone.save({ birth: 'b1' });
      const laptop = stage.browser();
      expect(await laptop.run((layer, request) => layer.adopt(request, phone.key as string))).toBe(true);
      expect(laptop.cookie).toBe(phone.cookie);
      await laptop.save({ plan: 'basic' });
      expect(await phone.find()).toEqual({ birth: 'b1', plan: 'basic' });
      expect(await stage.dump()).toHaveLength(1);
    });

    it('leaves a browser with its own session when there is nothing to adopt', async () => {
      const stage = await open();
      const laptop = stage.browser();
      await laptop.save({ birth: 'b2' });
      const { cookie } = laptop;
      expect(await laptop.run((layer, request) => layer.adopt(request, 'nobody'))).toBe(false);
      expect(laptop.cookie).toBe(cookie);
      expect(await laptop.find()).toEqual({ birth: 'b2' });
    });

    it('neither saves nor sets a cookie for an answer that is an error', async () => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.run(async (layer, request) => {
        Object.assign(request.session, { birth: 'b1' });
        layer.abandon(request);
      });
      expect(visitor.cookie).toBeNull();
      expect(await stage.dump()).toEqual([]);
    });

    it('counts the sessions of a node, where a node has any of its own', async () => {
      const stage = await open();
      const shared = stage.layer.count() === null;
      await stage.browser().save({ birth: 'b1' });
      await stage.browser().save({ birth: 'b2' });
      expect(stage.layer.count()).toBe(shared ? null : 2);
    });
  });
}
