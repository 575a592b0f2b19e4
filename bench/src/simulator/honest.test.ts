/** What the comparison accepts as undecidable, and what the record decides. */
import { describe, expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import type { BirthVerdict } from '../checkers/judgement.js';
import type { EventRecord } from '../history/records.js';
import { type Circumstances, isHonest } from './honest.js';
import type { TrueBirth } from './truth.js';
import { NEVER } from './truth-page.js';

const failover: EventRecord = {
  kind: 'event',
  id: 1,
  what: 'store-failover',
  subject: 'redis',
  fromUs: 500_000,
  toUs: 501_000,
  by: 'script',
  fault: 0,
  loses: ['redis'],
  reroutes: false,
};

/** A Redis birth of which the checkers say that they cannot know. */
function accepted(reason: string, real: Partial<TrueBirth>, around: Partial<Circumstances> = {}): boolean {
  const birth: TrueBirth = {
    birth: 'b',
    shopper: 1,
    class: 'destroyed',
    cause: null,
    known: 1,
    expiresUs: 60_000_000,
    store: 'redis',
    bornUs: 100_000,
    goneUs: NEVER,
    momentsUs: [500_000],
    keys: 1,
    ...real,
  };
  const trial = {
    header: headerOf({ store: 'redis' }),
    operations: [],
    jars: [],
    skips: [],
    events: [failover],
    samples: [],
    end: null,
    journals: [],
    dumps: [],
    ledger: null,
  };
  const circumstances: Circumstances = {
    trial,
    undumped: new Set(['redis']),
    lossyEvents: [failover],
    unfinishedMoves: new Set(),
    observedUs: 1_500_000,
    ...around,
  };
  return isHonest(birth, { class: 'unknown', reason } as BirthVerdict, circumstances);
}

describe('without a dump', () => {
  const reason = 'its store could not be dumped';

  it('a loss that nothing showed is undecided', () => expect(accepted(reason, {})).toBe(true));

  it('what an answer missed, or a store that died whole held, is lost for certain', () => {
    expect(accepted(reason, { goneUs: 600_000 })).toBe(false);
  });

  it('a loss that no store event explains is no such case, nor is one before it was born', () => {
    expect(accepted(reason, {}, { lossyEvents: [] })).toBe(false);
    expect(accepted(reason, { bornUs: 900_000 })).toBe(false);
  });

  it('what the history shows is decided', () => {
    for (const name of ['completed', 'misrouted', 'leaked', 'expired'] as const) {
      expect(accepted(reason, { class: name })).toBe(false);
    }
  });
});

describe('a lossy event of the shared store', () => {
  const tangled = 'several things may have happened to its store, and the record cannot tell which came first';

  it('leaves open what came first where the shopper let go as well', () => {
    expect(accepted(tangled, { momentsUs: [500_000, 510_000] })).toBe(true);
    expect(accepted(tangled, { keys: 2 })).toBe(true);
  });

  it('leaves nothing open merely because it happened', () => {
    expect(accepted(tangled, {})).toBe(false);
    expect(accepted(tangled, { class: 'intact', keys: 2 })).toBe(false);
  });

  it('hides an expiry only where the time ran out before anybody missed it', () => {
    expect(accepted('may have expired', { expiresUs: 900_000 })).toBe(true);
    expect(accepted('may have expired', { expiresUs: 900_000, goneUs: 500_000 })).toBe(false);
    expect(accepted('may have expired', { expiresUs: 60_000_000 })).toBe(false);
  });
});
