/** The two variants share every line but the store: nothing else is in their rooms, and their entry files say so. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const room = (variant: string): string => fileURLToPath(new URL(`../../${variant}/src/`, import.meta.url));
const sources = (variant: string): string[] =>
  readdirSync(room(variant))
    .filter((file) => !file.endsWith('.test.ts'))
    .sort();
const mainOf = (variant: string): string[] =>
  readFileSync(`${room(variant)}main.ts`, 'utf8')
    .split('\n')
    .slice(1);

it('differ in their entry files only by the layers that they open', () => {
  const named = (lines: string[]): string =>
    lines
      .filter((line) => !/^import \{ open\w+Layer \} from '\.\/[\w-]+-layer\.js';$/.test(line))
      .join('\n')
      .replace(/\{[^}]*\bopen[^}]*\}/, '{ … }');
  expect(named(mainOf('stateful'))).toEqual(named(mainOf('stateless')));
  expect(named(mainOf('stateful'))).toContain('await runNode({ … }, process);');
});

it('hold nothing but an entry file and a store', () => {
  expect(sources('stateful')).toEqual([
    'expiring-texts.ts',
    'hand-off-codes.ts',
    'main.ts',
    'memory-layer.ts',
    'memory-store.ts',
    'naive-layer.ts',
  ]);
  expect(sources('stateless')).toEqual([
    'blob-layer.ts',
    'circuit.ts',
    'connection.ts',
    'deadline.ts',
    'gathering-redis.ts',
    'main.ts',
    'master-connector.ts',
    'reconnect.ts',
    'redis-layer.ts',
    'redis-scripts.ts',
    'redis-store.ts',
    'refusals.ts',
    'scan.ts',
    'sealed-cookie.ts',
    'sealed-layer.ts',
    'session-text.ts',
  ]);
});

it('take nothing from the checkout but the node and the seam of its stores', () => {
  const taken = ['stateful', 'stateless'].flatMap((variant) =>
    sources(variant).flatMap((file) => {
      const text = readFileSync(room(variant) + file, 'utf8');
      return [...text.matchAll(/import (?:type )?\{([^}]*)\} from '@session-lab\/checkout'/g)].flatMap(
        ([, names = '']) => names.split(',').map((name) => name.replace('type ', '').trim()),
      );
    }),
  );
  expect([...new Set(taken)].filter(Boolean).sort()).toEqual([
    'CODE_TTL_MS',
    'COOKIE_OPTIONS',
    'Changes',
    'ENDS_AT',
    'EnvironmentError',
    'Fields',
    'HeldSession',
    'LayerSettings',
    'NEWCOMER',
    'SessionData',
    'SessionGone',
    'SessionLayer',
    'SessionStore',
    'StoreRefused',
    'StoredSession',
    'TutorialStore',
    'cookieEndOf',
    'dumpLineOfData',
    'refuseUnkeepable',
    'runNode',
    'storeLayer',
    'tutorialLayer',
  ]);
});
