import { describe, expect, it } from 'vitest';
import { changesBetween, type Look, parseServerStates, type ServerState } from './server-states.js';

const HEADER = '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight';

describe('parseServerStates', () => {
  it('tells running, stopped and kept out apart', () => {
    const text = [
      '1',
      HEADER,
      '3 be 1 node-1 127.0.0.1 2 0 100',
      '3 be 2 node-2 127.0.0.1 0 0 100',
      '3 be 3 node-3 127.0.0.1 0 5 100',
      // Declared disabled, enabled by hand: a flag of its past stays.
      '3 be 4 node-4 127.0.0.1 2 4 100',
      '3 be 5 node-5 127.0.0.1 0 4 100',
      '',
    ].join('\n');
    expect([...parseServerStates(text)]).toEqual([
      ['node-1', 'up'],
      ['node-2', 'down'],
      ['node-3', 'maintenance'],
      ['node-4', 'up'],
      ['node-5', 'down'],
    ]);
  });

  it('refuses what is cut short or something else', () => {
    expect(() => parseServerStates('Unknown command.')).toThrow('not a list of server states');
    expect(() => parseServerStates(`1\n${HEADER}\n3 be 1 node-1`)).toThrow('cut short');
  });
});

describe('changesBetween', () => {
  const look = (state: ServerState, askedUs: number): Look => ({
    states: new Map([['node-2', state]]),
    askedUs,
    answeredUs: askedUs + 3,
  });

  it('spans from the question that still got the old state to the answer with the new one', () => {
    expect(changesBetween(look('up', 100), look('down', 200))).toEqual([
      { server: 'node-2', what: 'server-down', fromUs: 100, toUs: 203 },
    ]);
    expect(changesBetween(look('down', 200), look('up', 300))).toEqual([
      { server: 'node-2', what: 'server-up', fromUs: 200, toUs: 303 },
    ]);
  });

  it.each([
    ['up', 'up'],
    ['maintenance', 'up'],
    ['maintenance', 'down'],
    ['up', 'maintenance'],
    ['down', 'maintenance'],
  ] as const)('takes %s → %s for no decision of the health checks', (before, after) => {
    expect(changesBetween(look(before, 100), look(after, 200))).toEqual([]);
  });
});
