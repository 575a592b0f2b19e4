import { describe, expect, it } from 'vitest';
import type { BirthVerdict } from '../checkers/judgement.js';
import type { EventRecord, OperationRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { explainBirth } from './explain.js';

const START = 5_000_000;

function operation(
  id: number,
  step: OperationRecord['step'],
  seconds: number,
  overrides: Partial<OperationRecord>,
): OperationRecord {
  const sentUs = START + seconds * 1e6;
  return {
    kind: 'op',
    id,
    origin: 'planned',
    shopper: 41,
    lane: 0,
    jar: 0,
    epoch: 0,
    step,
    item: null,
    retryOf: null,
    intendedUs: sentUs,
    readyUs: sentUs,
    sentUs,
    doneUs: sentUs + 4000,
    keySent: 'k1',
    keyGiven: null,
    outcome: 'ok',
    status: 200,
    error: null,
    balancerMade: false,
    node: 'node-2.1',
    speaks: true,
    birth: 'b1',
    items: '',
    receipt: false,
    ...overrides,
  };
}

const KILL: EventRecord = {
  kind: 'event',
  id: 2,
  what: 'node-killed',
  subject: 'node-2.1',
  fromUs: START + 6e6,
  toUs: START + 6.002e6,
  by: 'script',
  fault: 0,
  loses: ['node-2.1'],
  reroutes: false,
};

const TRIAL = {
  header: { loadStartUs: START, scenario: { name: 'node-kill' }, design: { name: 'stateful' }, block: 1 },
  operations: [
    operation(11, 'open', 4.1, { item: 3, items: '3', keySent: null }),
    operation(12, 'signIn', 4.6, { item: 4, items: '3-4' }),
    operation(13, 'watch', 5.2, { items: '3-4' }),
    operation(14, 'plan', 6.4, { item: 5, node: 'node-3.1', birth: 'b9', items: '5' }),
  ],
  jars: [],
  skips: [],
  events: [KILL],
  samples: [],
  end: null,
  journals: [{ incarnation: 'node-2.1', entries: [{ k: 'created', t: START, op: 11, birth: 'b1', key: 'k1' }] }],
  dumps: [
    { store: 'node-1.1', sessions: [], reason: null, t: 0 },
    {
      store: 'node-3.1',
      sessions: [{ key: 'k9', birth: 'b9', items: '5', ttlMs: null, receipt: false }],
      reason: null,
      t: 0,
    },
  ],
  ledger: null,
} as unknown as TrialRecord;

const VERDICT: BirthVerdict = {
  birth: 'b1',
  shopper: 41,
  epoch: 0,
  class: 'destroyed',
  cause: null,
  returnable: false,
  undetected: false,
  store: 'node-2.1',
  atUs: KILL.fromUs,
  event: 2,
  reason: null,
  knownItems: [3, 4],
  lostItems: [3, 4],
  overwrittenItems: [],
  shownBy: 14,
};

describe('the story of a session', () => {
  it('tells of a destroyed one what was acknowledged, what stood between and what came back', () => {
    expect(`\n${explainBirth(TRIAL, VERDICT).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      session b1 of shopper 41: node-kill, stateful, block 1
      4.104 s  began: node-2.1 answered open (200), operation 11
      acknowledged by node-2.1: items 3 open 4.104 s, 4 signIn 4.604 s
      5.204 s  last seen: node-2.1 answered watch (200), operation 13, with items 3-4 (2)
      held by node-2.1, by the journal of node-2.1
      6.000 s  event 2: node-2.1 killed by the fault script
      6.404 s  what came back: node-3.1 answered plan (200), operation 14, with another session, b9
      at the end: no dump has it (node-1.1, node-3.1)
      lost writes: 2 of 2 acknowledged, items 3-4
      verdict: destroyed: its node died, or no dump has it under a key that its shopper holds
      drawn from: operations 11, 12, 13, 14; event 2; journal of node-2.1; dumps
      "
    `);
  });

  it('tells of a misrouted one who still holds it', () => {
    const dumps = [
      {
        store: 'node-2.1',
        sessions: [{ key: 'k1', birth: 'b1', items: '3-4', ttlMs: 9, receipt: false }],
        reason: null,
        t: 0,
      },
    ];
    const story = explainBirth(
      { ...TRIAL, dumps },
      { ...VERDICT, class: 'misrouted', returnable: true, undetected: true },
    );
    expect(story).toContain('at the end: node-2.1 still holds it, with items 3-4; its shopper could reach it again');
    expect(story.at(-2)).toMatch(/^verdict: misrouted \(moved between the failure and its detection\): /);
  });

  it('tells of a sealed one what the browser dropped, and what its jar has', () => {
    const drop = { kind: 'jar', shopper: 41, jar: 0, reason: 'cookie-dropped', bytes: 4200 } as const;
    const jars = [
      { ...drop, t: START + 4.6e6, op: 12 },
      { ...drop, t: START + 5.2e6, op: 13 },
      { ...drop, t: START + 6.4e6, op: 14 },
    ];
    const sessions = [{ key: 'k1', birth: 'b1', items: '3', ttlMs: 9, receipt: false }];
    const dumps = [{ store: 'jars', sessions, reason: null, t: 0 }];
    const verdict = { ...VERDICT, class: 'stale', store: 'jars', event: null, lostItems: [4] } as const;
    const story = explainBirth({ ...TRIAL, jars, dumps }, verdict);
    expect(story).toContain("held by its shopper's jar, by the journal of node-2.1");
    expect(story).toContain(
      '4.600 s  dropped by the browser: the cookie of operation 12, 4200 bytes long, and 1 later one',
    );
    expect(story).toContain("at the end: its shopper's jar still holds it, with items 3");
  });

  it('says what it does not know', () => {
    const dumps = [{ store: 'redis', sessions: null, reason: 'refused', t: 0 }];
    const verdict = {
      ...VERDICT,
      class: 'unknown',
      event: null,
      shownBy: null,
      atUs: null,
      store: null,
      reason: 'may have expired',
    } as const;
    const story = explainBirth({ ...TRIAL, dumps, operations: [], journals: [] }, verdict);
    expect(story).toEqual([
      'session b1 of shopper 41: node-kill, stateful, block 1',
      'at the end: redis could not be dumped (refused)',
      'lost writes: 2 of 2 acknowledged, items 3-4',
      'verdict: unknown (may have expired): the record cannot tell',
      'drawn from: dumps',
    ]);
  });

  it('takes about ten lines', () => {
    expect(explainBirth(TRIAL, VERDICT).length).toBeLessThanOrEqual(12);
  });
});
