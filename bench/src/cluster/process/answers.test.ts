import { describe, expect, it } from 'vitest';
import { findReadyLine, parseDump, parseLedger, parseStats } from './answers.js';

const SESSION = { key: 'k1', birth: 'b1', items: '1-3', ttlMs: 900, receipt: false };
const ndjson = (...lines: readonly unknown[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

describe('parseDump', () => {
  it('returns the sessions of a whole dump', () => {
    expect(parseDump(ndjson(SESSION, { end: true, sessions: 1 }))).toEqual({
      sessions: [SESSION],
      unreadable: [],
    });
    expect(parseDump(ndjson({ end: true, sessions: 0, unreadable: ['k2'] }))).toEqual({
      sessions: [],
      unreadable: ['k2'],
    });
  });

  it.each([
    ['nothing', ''],
    ['a dump without its end', ndjson(SESSION)],
    ['a dump that lacks a session', ndjson(SESSION, { end: true, sessions: 2 })],
    ['an end in the middle', ndjson({ end: true, sessions: 0 }, SESSION)],
    ['a line with an unknown key', ndjson({ ...SESSION, more: 1 }, { end: true, sessions: 1 })],
    ['a line cut short', `${JSON.stringify(SESSION).slice(0, 20)}\n${ndjson({ end: true, sessions: 1 })}`],
  ])('refuses %s', (_what, text) => {
    expect(() => parseDump(text)).toThrow();
  });
});

describe('findReadyLine', () => {
  it('waits for the whole line', () => {
    expect(findReadyLine('')).toBeNull();
    expect(findReadyLine('{"ready":true,"port":1')).toBeNull();
    expect(findReadyLine('{"ready":true,"port":1,"adminPort":2}')).toBeNull();
  });

  it('finds it among other lines', () => {
    expect(findReadyLine('warning\n{"ready":true,"port":1,"adminPort":2}\nmore')).toEqual({
      ready: true,
      port: 1,
      adminPort: 2,
    });
  });
});

describe('parseStats and parseLedger', () => {
  it('refuse what is not of the protocol', () => {
    expect(() => parseStats('{"node":"node-1.1"}')).toThrow();
    expect(() => parseLedger(ndjson({ t: 1, key: 'k' }))).toThrow();
  });

  it('take what is', () => {
    const charge = { t: 5, key: 'k', account: '7', op: 12, amountCents: 999 };
    expect(parseLedger(ndjson(charge))).toEqual([charge]);
    expect(parseLedger('')).toEqual([]);
  });
});
