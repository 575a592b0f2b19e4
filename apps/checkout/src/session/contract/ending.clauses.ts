/** Clauses about how long a session lives. */
import { expect } from 'vitest';
import { SessionGone } from '../errors.js';
import { type Clause, clausesOf, CONTRACT_IDLE_TTL_MS as IDLE_MS } from './clause.js';

/** Shorter than the idle time, so that nothing but the absolute end can be what ended a session. */
const ABSOLUTE_MS = IDLE_MS / 2;
const SECOND_MS = 1000;
/** A dump says what a session has left at its own moment, a little after ours. */
const SLACK_MS = 1500;

export const ENDING_CLAUSES: readonly Clause[] = [
  ...clausesOf('expires', {
    'finds nothing after the idle time, and takes the dead cookie away': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      expect(await visitor.find()).toEqual({ birth: 'b1' });
      const { cookie } = visitor;
      await stage.pass(IDLE_MS + 1);
      expect(await visitor.find()).toBeNull();
      expect(visitor.cookie).not.toBe(cookie);
    },
  }),
  ...clausesOf('mortal', {
    'finds nothing after the idle time of a session that was changed, or moved': async (open) => {
      const stage = await open();
      const [changed, moved] = [stage.browser(), stage.browser()];
      await changed.save({ birth: 'b1' });
      await moved.save({ birth: 'b2' });
      await changed.save({ plan: 'basic' });
      await moved.run((layer, request) => layer.move(request, { account: 'ada' }, () => {}));
      await stage.pass(IDLE_MS + 1);
      expect([await changed.find(), await moved.find()]).toEqual([null, null]);
    },
  }),
  ...clausesOf('slides', {
    'puts the expiry off when a session is read, and not when it is dumped': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      for (let reads = 0; reads < 3; reads += 1) {
        await stage.pass(IDLE_MS * 0.95);
        expect(await visitor.find()).toEqual({ birth: 'b1' });
      }
      await stage.pass(IDLE_MS * 0.6);
      const [line] = await stage.dump();
      expect(line?.ttlMs).toEqual(expect.any(Number));
      expect(line?.ttlMs).toBeGreaterThan(0);
      expect(line?.ttlMs).toBeLessThanOrEqual(IDLE_MS * 0.4);
      await stage.pass(IDLE_MS * 0.6);
      expect(await stage.dump()).toEqual([]);
    },
  }),
  ...clausesOf('ends', {
    'finds nothing after the absolute end, however lately it was read': async (open) => {
      const stage = await open({ absoluteTtlMs: ABSOLUTE_MS });
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      expect(await visitor.find()).toMatchObject({ birth: 'b1' });
      await stage.pass(ABSOLUTE_MS * 0.6);
      expect(await visitor.find()).toMatchObject({ birth: 'b1' });
      await stage.pass(ABSOLUTE_MS * 0.3);
      expect(await visitor.find()).toMatchObject({ birth: 'b1' });
      await stage.pass(ABSOLUTE_MS * 0.2);
      expect(await visitor.find()).toBeNull();
      expect(await stage.dump()).toEqual([]);
    },
    'finds nothing after the absolute end of a session with fields that are called by numbers': async (open) => {
      const stage = await open({ absoluteTtlMs: ABSOLUTE_MS });
      const visitor = stage.browser();
      // In an object these come first, whatever was put in before them.
      const numbered = { '10': 'x', '0': 'y' } as Record<string, unknown>;
      await visitor.save({ birth: 'b1', ...numbered });
      expect(await visitor.find()).toMatchObject({ birth: 'b1', ...numbered });
      await stage.pass(ABSOLUTE_MS * 0.6);
      expect(await visitor.find()).toMatchObject({ birth: 'b1', ...numbered });
      await stage.pass(ABSOLUTE_MS * 0.5);
      expect(await visitor.find()).toBeNull();
      expect(await stage.dump()).toEqual([]);
    },
    'says the same end in the cookie, in the session and as the life of the key': async (open) => {
      const stage = await open({ absoluteTtlMs: ABSOLUTE_MS });
      // An end that is no whole second.
      await stage.pass(SECOND_MS / 8);
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const endsAtMs = await visitor.run(async (layer, request) => layer.find(request)?.endsAtMs);
      expect(endsAtMs).toEqual(expect.any(Number));
      // A cookie knows whole seconds: it is later by less than one, and never earlier.
      const laterMs = (visitor.cookieExpires?.getTime() ?? 0) - (endsAtMs ?? 0);
      expect(laterMs).toBeGreaterThanOrEqual(0);
      expect(laterMs).toBeLessThan(SECOND_MS);
      const [line] = await stage.dump();
      expect(line?.ttlMs).toBeGreaterThan(ABSOLUTE_MS - SLACK_MS);
      expect(line?.ttlMs).toBeLessThanOrEqual(ABSOLUTE_MS);
    },
    'leaves the end where it is when a session changes, moves, or goes on in a second browser': async (open) => {
      const stage = await open({ absoluteTtlMs: ABSOLUTE_MS });
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const firstSaid = visitor.cookieExpires;
      expect(await visitor.find()).toMatchObject({ birth: 'b1' });
      await stage.pass(ABSOLUTE_MS * 0.5);
      await visitor.save({ plan: 'basic' });
      await visitor.run((layer, request) => layer.move(request, { account: 'ada' }, () => {}));
      const laptop = stage.browser();
      expect(await laptop.run((layer, request) => layer.adopt(request, visitor.key as string))).toBe(true);
      expect(firstSaid).toBeInstanceOf(Date);
      for (const { cookieExpires } of [visitor, laptop]) {
        expect(Math.abs((cookieExpires?.getTime() ?? 0) - (firstSaid?.getTime() ?? 0))).toBeLessThanOrEqual(
          ABSOLUTE_MS * 0.5 + SECOND_MS,
        );
      }
      const [line] = await stage.dump();
      expect(line?.ttlMs).toBeLessThanOrEqual(ABSOLUTE_MS * 0.5);
      await stage.pass(ABSOLUTE_MS * 0.5 + 1);
      expect(await visitor.find()).toBeNull();
      expect(await laptop.find()).toBeNull();
    },
  }),
  ...clausesOf('buries', {
    'refuses to revive a session that was ended meanwhile': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      const other = visitor.twin();
      await visitor.run(async (layer, request) => {
        await other.run((theirs, asked, reply) => theirs.end(asked, reply));
        await expect(layer.save(request, { plan: 'basic' })).rejects.toThrow(SessionGone);
        layer.abandon(request);
      });
      expect(await visitor.find()).toBeNull();
      expect(await stage.dump()).toEqual([]);
    },
    'refuses to revive a session that expired meanwhile, by saving or by moving it': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      await visitor.save({ birth: 'b1' });
      await visitor.run(async (layer, request) => {
        await stage.pass(IDLE_MS + 1);
        await expect(layer.save(request, { plan: 'basic' })).rejects.toThrow(SessionGone);
        await expect(layer.move(request, {}, () => {})).rejects.toThrow(SessionGone);
        layer.abandon(request);
      });
      expect(await stage.dump()).toEqual([]);
    },
  }),
];
