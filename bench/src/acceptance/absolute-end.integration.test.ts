/** Sessions end two and a half seconds after they began, however busy their shoppers are: expired, never lost, and nobody overstays. */
import { expect, it } from 'vitest';
import { broken, runScenario, SHORT_LOAD, scenarioOf } from './rig.js';

const designs = ['stateful', 'stateless'] as const;
const base = scenarioOf(designs);
// Journeys of three to four and a half seconds, each of which outlives its session.
const scenario = scenarioOf(designs, {
  cluster: { ...base.cluster, absoluteTtlMs: 2500 },
  load: { ...SHORT_LOAD, ratePerSecond: 320, durationMs: 6500, thinkMs: 400, handOffShare: 0, signOutShare: 0 },
});

it('expires the busy, and calls none of them lost', async () => {
  const { of, findings } = await runScenario(scenario, 1);
  for (const design of designs) {
    const { judgement, trial } = of(design);
    const { sessions } = judgement;
    expect(broken(of(design)), design).toEqual([]);
    expect(sessions, design).toMatchObject({ lost: 0, overstayed: 0, revived: 0, stale: 0, leaked: 0 });
    expect(sessions.expired, design).toBeGreaterThan(20);
    // Whose end lies within an operation's own duration, no record can tell.
    expect(sessions.unknown, design).toBeLessThanOrEqual(sessions.expired / 10);
    // By the bare answers: nobody is answered with a session that began more than two and a half seconds before (and a little patience).
    const begunUs = new Map<string, number>();
    for (const { birth, doneUs } of trial.operations) {
      if (birth !== null && !begunUs.has(birth)) begunUs.set(birth, doneUs);
    }
    for (const { birth, outcome, doneUs, step } of trial.operations) {
      if (birth === null || outcome !== 'ok' || step === 'signOut') continue;
      expect(doneUs - (begunUs.get(birth) ?? 0), `${design} ${birth}`).toBeLessThan(2_700_000);
    }
    expect(findings.designs[design]?.sessions.expired).toBe(sessions.expired);
  }
}, 60_000);
