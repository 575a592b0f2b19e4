/** Without a fault nothing is lost anywhere, and the independent counts agree to the last one. */
import { describe, expect, it } from 'vitest';
import { broken, contradicted, NOTHING_LOST, runScenario, scenarioOf } from './rig.js';

describe('without a fault', () => {
  it('no design loses anything, and all sums agree', async () => {
    const designs = ['stateful', 'stateful-modulo', 'stateful-consistent', 'stateless', 'stateless-sticky'] as const;
    const { of, findings } = await runScenario(scenarioOf(designs), 1);
    for (const design of designs) {
      const { judgement, trial } = of(design);
      expect(judgement.sessions, design).toMatchObject(NOTHING_LOST);
      expect(broken(of(design)), design).toEqual([]);
      expect(contradicted(of(design)), design).toEqual([]);
      const requests = findings.designs[design]?.requests;
      expect(requests).toMatchObject({ indeterminate: 0, retry: 0, restart: 0 });
      const sent = trial.operations.filter(({ origin }) => origin !== 'final');
      const journalled = trial.journals.flatMap(({ entries }) => entries.filter((entry) => entry.k === 'op')).length;
      const finals = trial.operations.length - sent.length;
      expect(journalled).toBe(sent.length + finals);
      expect(trial.end?.balancer).toMatchObject({ requests: sent.length, ownAnswers: 0 });
      const paid = sent.filter(({ step, receipt }) => step === 'pay' && receipt).length;
      expect(trial.ledger).toHaveLength(paid);
      expect(judgement.writes.lost).toBe(0);
    }
    expect(of('stateless').judgement.sessions.handoffFailed).toBe(0);
    expect(of('stateful').judgement.sessions.handoffFailed).toBeGreaterThan(0);
  }, 180_000);

  it('memory behind round-robin answers everything, and loses nearly every session of three steps or more', async () => {
    const { of, findings } = await runScenario(scenarioOf(['stateful-round-robin']), 1);
    const { trial, judgement } = of('stateful-round-robin');
    const bad = trial.operations.filter(({ status }) => status === null || status >= 500);
    expect(bad).toEqual([]);
    expect(judgement.sessions).toMatchObject({ destroyed: 0, leaked: 0 });
    // The session that a journey begins with: every journey has more than three steps.
    const begun = new Map<string, string>();
    for (const { shopper, epoch, birth, origin } of trial.operations) {
      const journey = `${shopper}/${epoch}`;
      if (origin !== 'final' && birth !== null && !begun.has(journey)) begun.set(journey, birth);
    }
    const first = judgement.births.filter(({ shopper, epoch, birth }) => begun.get(`${shopper}/${epoch}`) === birth);
    const misrouted = first.filter((birth) => birth.class === 'misrouted');
    expect(first.length).toBeGreaterThan(50);
    expect(misrouted.length / first.length).toBeGreaterThan(0.9);
    expect(broken(of('stateful-round-robin'))).toEqual([]);
    expect(findings.designs['stateful-round-robin']?.sessions.unknown).toBe(0);
  }, 60_000);
});
