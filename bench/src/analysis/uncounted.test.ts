/** What is expected of a figure that nobody could count. */
import { expect, it } from 'vitest';
import { History } from '../checkers/builders.js';
import { judge } from '../checkers/judge.js';
import { fromOutside, TARGET } from '../checkers/outside.fixture.js';
import { expectationsTable } from '../reporters/markdown/tables.js';
import { findingsSchema } from './findings.js';
import { runFindings } from './run.js';

it('is unknown, and no 0 stands where the figure would', () => {
  const history = new History();
  history.born('b', 'k', 1, 0);
  history.op({ at: [100, 102], origin: 'final', step: 'view', key: 'k', birth: 'b', items: [1] });
  history.end({});
  const { header, ...rest } = fromOutside(history.trial(), TARGET);
  const scenario = { ...header.scenario, designs: [TARGET], expect: { [TARGET.name]: { chargedTwice: 0 } } };
  const trials = [{ ...rest, header: { ...header, block: 1, scenario } }];
  const findings = runFindings({ lab: '0.1.0', seed: 1, blocks: 1, trials }, () => [], judge);
  expect(findingsSchema.parse(findings)).toEqual(findings);
  const { story } = findings.scenarios;
  if (story === undefined) throw new Error('no findings');
  expect(story.expectations).toMatchObject([{ metric: 'chargedTwice', measured: null, verdict: 'unknown' }]);
  expect(expectationsTable(story)).toMatch(/\| chargedTwice +\| +0 \| +– \| \*\*unknown\*\* \|/);
});
