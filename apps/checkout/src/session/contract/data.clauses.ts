/** Clauses about what a session holds. */
import { expect } from 'vitest';
import type { Changes } from '../../domain/session-data.js';
import { Unkeepable } from '../keepable.js';
import { ENDS_AT } from '../store.js';
import { type Clause, clausesOf, CONTRACT_IDLE_TTL_MS as IDLE_MS, type OpenStage } from './clause.js';

/** More sessions, and larger ones, than a store may have too little room for without being noticed. */
const CROWD = 50;
const LARGE_BYTES = 6000;
/** More saves than a store may drop one of without being noticed. */
const MANY_SAVES = 12;

const roundTrip =
  (...values: readonly unknown[]) =>
  async (open: OpenStage): Promise<void> => {
    const stage = await open();
    const visitor = stage.browser();
    await visitor.save({ birth: 'b1' });
    await visitor.save({ watch: values } as never);
    const found = await visitor.run(async (layer, request) => layer.find(request)?.watch);
    expect(JSON.stringify(found)).toBe(JSON.stringify(values));
    expect(found).toStrictEqual(values);
  };

/** An own member of that name, which a literal cannot have. */
const AWKWARD: unknown = JSON.parse(
  '{"__proto__":{"polluted":1},"constructor":"c","toJSON":1,"":"empty","a.b":2,"$&":3,"a\\u0000b":4,"10":5}',
);

/** Values that JSON gives back as something else, with what that is. */
const UNKEEPABLE: readonly unknown[] = [
  -0,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1n,
  new Date(0),
  new Map(),
  [undefined],
];

export const DATA_CLAUSES: readonly Clause[] = [
  ...clausesOf('keeps', {
    'finds everything that many requests saved one after the other': async (open) => {
      const stage = await open();
      const visitor = stage.browser();
      const saved: Record<string, unknown> = { birth: 'b1' };
      await visitor.save(saved as Changes);
      for (let item = 0; item < MANY_SAVES; item += 1) {
        Object.assign(saved, { [`item:${item}`]: 'plan', card: String(item) });
        await visitor.save({ [`item:${item}`]: 'plan', card: String(item) });
        expect(await visitor.find()).toEqual(saved);
      }
    },
    'finds everything that the request saved which created the session': async (open) => {
      const visitor = (await open()).browser();
      const saved: Record<string, unknown> = { birth: 'b1' };
      await visitor.run(async (layer, request) => {
        await layer.save(request, saved as Changes);
        for (let item = 0; item < MANY_SAVES; item += 1) {
          Object.assign(saved, { [`item:${item}`]: 'plan' });
          await layer.save(request, { [`item:${item}`]: 'plan' });
        }
      });
      expect(await visitor.find()).toEqual(saved);
    },
  }),
  ...clausesOf('holds', {
    'keeps each of fifty sessions, of six thousand bytes': async (open) => {
      const stage = await open();
      const visitors = Array.from({ length: CROWD }, (_, n) => ({ birth: `b${n}`, visitor: stage.browser() }));
      for (const { birth, visitor } of visitors) await visitor.save({ birth, account: birth.padEnd(LARGE_BYTES, '.') });
      for (const { birth, visitor } of visitors) {
        expect(await visitor.find()).toEqual({ birth, account: birth.padEnd(LARGE_BYTES, '.') });
      }
    },
  }),
  ...clausesOf('serialises', {
    'leaves an empty list a list, and an empty object an object': roundTrip([], {}, [[]], { list: [], object: {} }),
    'keeps numbers to the last bit': roundTrip(
      ...[Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53, 1e21, 0.1, 5e-324, Number.MAX_VALUE, 0],
    ),
    'keeps null, in lists and objects too': roundTrip(null, [null, 1], { nothing: null }),
    'keeps any Unicode, and what is none: lone surrogates': roundTrip(
      ...['Größe "\u2028" \\ 🎬', '\u0000\u001f\u007f', '\ud800', 'a\udc00b', '\ufeff', 'é e\u0301'],
    ),
    'keeps keys that mean something to an object': roundTrip(AWKWARD, { deep: [AWKWARD] }),
  }),
  ...clausesOf('refuses', {
    'refuses what JSON would not give back, and keys that mean something to a session, before it writes anything':
      async (open) => {
        const stage = await open();
        const visitor = stage.browser();
        await visitor.save({ birth: 'b1', plan: 'basic' });
        const refused = [
          ...UNKEEPABLE.map((value) => ({ watch: { nested: value } })),
          ...['__proto__', 'constructor', 'cookie', 'sessionId', 'save'].map((key) => Object.fromEntries([[key, 'x']])),
        ];
        for (const changes of refused) {
          const both = Object.defineProperties({ plan: 'premium' }, Object.getOwnPropertyDescriptors(changes));
          await visitor.run(async (layer, request) => {
            await expect(layer.save(request, both as never)).rejects.toThrow(Unkeepable);
            await expect(layer.move(request, both as never, () => {})).rejects.toThrow(Unkeepable);
          });
        }
        expect(await visitor.find()).toEqual({ birth: 'b1', plan: 'basic' });
      },
    'refuses to be told when a session ends, whether it has an absolute end or none': async (open) => {
      for (const absoluteTtlMs of [null, IDLE_MS / 2]) {
        const stage = await open({ absoluteTtlMs });
        const visitor = stage.browser();
        const told = { birth: 'b1', [ENDS_AT]: 1 };
        await visitor.run(async (layer, request) => {
          await expect(layer.save(request, told)).rejects.toThrow(Unkeepable);
        });
        await visitor.save({ birth: 'b1' });
        await visitor.run(async (layer, request) => {
          const endsAtMs = layer.find(request)?.[ENDS_AT];
          await expect(layer.save(request, told)).rejects.toThrow(Unkeepable);
          await expect(layer.move(request, told, () => {})).rejects.toThrow(Unkeepable);
          expect(layer.find(request)?.[ENDS_AT]).toBe(endsAtMs);
        });
        expect(await visitor.find()).toMatchObject({ birth: 'b1' });
      }
    },
  }),
];
