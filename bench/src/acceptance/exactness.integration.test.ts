/** Session keys are deleted from Redis behind the lab's back; the report counts exactly those at risk. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { broken, runScenario, scenarioOf } from './rig.js';

const DELETED = 17;

it('counts exactly the sessions whose keys were deleted by hand and that had not completed', async () => {
  const births: { birth: string; completed: boolean }[] = [];
  let meddling: Promise<void> = Promise.resolve();
  const { of } = await runScenario(scenarioOf(['stateless']), 1, (cluster) => {
    meddling = (async () => {
      await sleep(3500);
      const redis = new Redis(cluster.redisUrl ?? '');
      for (const key of await redis.keys('s:*')) {
        if (births.length === DELETED) break;
        const text = await redis.getdel(key);
        // A sign-in has moved it since it was listed.
        if (text === null) continue;
        const { birth, receipt } = JSON.parse(`${text}}`) as { birth: string; receipt?: unknown };
        births.push({ birth, completed: receipt !== undefined });
      }
      redis.disconnect();
    })();
  });
  await meddling;
  const { judgement, trial } = of('stateless');
  const verdicts = new Map([...judgement.births].map((each) => [each.birth, each.class]));
  // Recounted from the bare answers: who had a receipt, or was logged out, had completed; all others are destroyed.
  const ended = new Set(
    trial.operations
      .filter(({ receipt, step, outcome }) => receipt || (step === 'signOut' && outcome !== 'fail'))
      .flatMap(({ birth }) => birth ?? []),
  );
  const atRisk = births.filter(({ birth }) => !ended.has(birth));
  expect(births).toHaveLength(DELETED);
  expect(atRisk.length).toBeGreaterThan(3);
  expect(births.filter(({ completed }) => completed).every(({ birth }) => ended.has(birth))).toBe(true);
  expect(atRisk.map(({ birth }) => verdicts.get(birth))).toEqual(atRisk.map(() => 'destroyed'));
  expect(judgement.sessions.destroyed).toBe(atRisk.length);
  expect(judgement.sessions).toMatchObject({ misrouted: 0, leaked: 0, stale: 0, unknown: 0 });
  expect(broken(of('stateless')).filter((text) => !text.startsWith('destroyed elsewhere'))).toEqual([]);
}, 60_000);
