/**
 * The self-test finds its truths, and misses them where server or clock are others than it believes. What a time is on a
 * busy machine is no matter of a test: that a wrong one is not called right, is.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { OperationRecord } from '../history/records.js';
import { anomaliesStage } from './anomalies.js';
import { constantStage } from './constant.js';
import { deathsStage } from './deaths.js';
import { type Evidence, evidenceOf, type Laboratory, perform } from './experiment.js';
import type { Orders } from './orders.js';
import { type SelftestPart, selftest, verdictOf } from './selftest.js';
import type { Stage } from './stage.js';
import type { Truth } from './truth.js';

const folder = mkdtempSync(join(tmpdir(), 'session-lab-selftest-'));
afterAll(() => rmSync(folder, { recursive: true }));

const laboratory = (name: string): Laboratory => ({
  folder: join(folder, name),
  identity: { id: 'selftest', folder },
  nowUs: () => Number(process.hrtime.bigint() / 1000n),
  wallClock: () => new Date(),
  signal: new AbortController().signal,
  hardStop: new AbortController().signal,
});

const isTimed = ({ claim }: Truth): boolean => claim.includes(' time');
const notOk = (truths: readonly Truth[]): string[] =>
  truths
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ claim, note }) => `${claim}${note === null ? '' : `: ${note}`}`);

it('finds every count, in its quick form', async () => {
  const told: SelftestPart[] = [];
  const parts = await selftest({ ...laboratory('quick'), quick: true, threads: 2, onPart: (part) => told.push(part) });
  expect(told).toEqual(parts);
  const truths = parts.flatMap((part) => part.truths);
  // A machine that is too busy says so; nothing else excuses a count.
  const counted = truths.filter((truth) => !isTimed(truth));
  expect(notOk(counted.filter(({ verdict }) => verdict === 'wrong'))).toEqual([]);
  for (const { note } of counted.filter(({ verdict }) => verdict === 'unknown')) expect(note).toContain('busy');
  const timed = truths.filter(isTimed);
  expect(timed.length).toBeGreaterThan(6);
  for (const { measured } of timed) expect(measured).toMatch(/^[\d.,]+ ms$/);
}, 60_000);

describe('with a server that does something else', () => {
  const meddled = async (
    stage: Stage,
    orders: (orders: Orders) => Orders,
  ): Promise<{ truths: Truth[]; evidence: Evidence }> => {
    const evidence = await perform(stage.experiment, { ...laboratory('meddled'), meddle: orders });
    return { truths: stage.truths(evidence), evidence };
  };

  it('does not find what is not there', async () => {
    const [constant, deaths, anomalies] = [constantStage(true), deathsStage(), anomaliesStage()];
    const [slow, swapped, milder] = await Promise.all([
      meddled(constant, (orders) => ({ ...orders, delayUs: orders.delayUs + 3000 })),
      meddled(deaths, ({ deaths: [close, reset, ...others], ...orders }) => ({
        ...orders,
        deaths: [
          ...(close === undefined ? [] : [{ ...close, how: 'reset' as const }]),
          ...(reset === undefined ? [] : [reset]),
          ...others,
        ],
      })),
      meddled(anomalies, (orders) => ({
        ...orders,
        forget: orders.forget.slice(1),
        drop: orders.drop.slice(1),
        leak: orders.leak.slice(1),
        twice: orders.twice.slice(1),
        charge: orders.charge.slice(1),
        // The payment, and its repetition.
        deaths: orders.deaths.slice(2),
      })),
    ]);
    const late = slow.truths.filter(isTimed);
    expect(late.map(({ verdict }) => verdict)).not.toContain('ok');
    expect(notOk(slow.truths.filter((truth) => !isTimed(truth)))).toEqual([]);

    const names = ({ truths }: { truths: Truth[] }): string[] =>
      truths.filter(({ verdict }) => verdict === 'wrong').map(({ claim }) => claim);
    expect(names(swapped)).toEqual(['closed without an answer: indeterminate', 'reset: indeterminate']);
    expect(names(milder)).toEqual([
      'sessions lost (destroyed)',
      'sessions gone back (stale)',
      'sessions shown to strangers (leaked)',
      'sessions lost, in all',
      'sessions completed',
      'sessions intact',
      'acknowledged writes lost',
      'unanswered writes that left no trace',
      'operations executed twice',
      'payments without an answer, each repeated',
      'people charged without a receipt',
      'people charged twice',
      'people with a receipt',
      'people who came away without',
      'sessions in any other class of trouble',
    ]);
    expect(verdictOf([{ title: 'milder', truths: milder.truths }])).toBe('wrong');

    // A history that does not say what was: on any machine, and whatever the figures look like.
    const { trial, witness } = slow.evidence;
    const told = (lie: (op: OperationRecord) => Partial<OperationRecord>): string[] => {
      const operations = [...trial.operations].map((op) => ({ ...op, ...lie(op) }));
      return names({ truths: constant.truths(evidenceOf({ ...trial, operations }, witness)) });
    };
    const inOrder = "sent and done in order, by the server's clock";
    expect(told(() => ({}))).toEqual([]);
    expect(told(({ sentUs }) => ({ sentUs: sentUs + 2000 }))).toContain(inOrder);
    expect(told(({ doneUs }) => ({ doneUs: doneUs - 2000 }))).toContain(inOrder);
    expect(told(({ sentUs }) => ({ intendedUs: sentUs, readyUs: sentUs }))).toContain(inOrder);

    // The same record by a clock that runs a tenth too fast.
    const { loadStartUs } = trial.header;
    const fast = (us: number): number => Math.round(loadStartUs + (us - loadStartUs) * 1.1);
    const operations = [...trial.operations].map((op) => ({
      ...op,
      intendedUs: fast(op.intendedUs),
      readyUs: fast(op.readyUs),
      sentUs: fast(op.sentUs),
      doneUs: fast(op.doneUs),
    }));
    const hurried = constant.truths(evidenceOf({ ...trial, operations }, witness)).filter(isTimed);
    expect(hurried.map(({ verdict }) => verdict)).not.toContain('ok');
  }, 60_000);
});
