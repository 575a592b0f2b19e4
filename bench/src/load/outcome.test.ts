import { describe, expect, it } from 'vitest';
import { outcomeOfAnswer, outcomeOfError } from './outcome.js';

describe('outcome', () => {
  it.each([
    ['plan', 200, false, 'ok', 'an answer'],
    ['plan', 409, false, 'fail', 'refused by the handler'],
    ['claim', 404, false, 'fail', 'unknown code'],
    ['plan', 503, true, 'fail', 'proved that it did nothing'],
    ['plan', 503, false, 'indeterminate', 'may have been saved'],
    ['pay', 504, false, 'indeterminate', 'a frozen node executes it when it wakes'],
    ['signOut', 500, false, 'indeterminate', 'a log-out is an effect'],
    ['watch', 502, false, 'indeterminate', 'overwrites the register'],
    ['browse', 302, false, 'fail', 'a redirect is not what was asked for'],
    ['plan', 302, false, 'indeterminate', 'whoever redirects may have saved before'],
    ['browse', 504, false, 'fail', 'a read leaves nothing behind'],
  ] as const)('%s answered %i (no effect proved: %s) is %s: %s', (step, status, proved, outcome, _why) => {
    expect(outcomeOfAnswer(step, status, proved, false)).toBe(outcome);
  });

  it.each([
    [503, 'fail', 'it reached no node'],
    [502, 'indeterminate', 'a node had the request, and its answer was none'],
    [504, 'indeterminate', 'a frozen node executes it when it wakes'],
  ] as const)('a write that the balancer itself answers %i is %s: %s', (status, outcome, _why) => {
    expect(outcomeOfAnswer('plan', status, false, true)).toBe(outcome);
  });

  it.each([
    ['refused', 'fail'],
    ['unconnected', 'fail'],
    ['timeout', 'indeterminate'],
    ['closed', 'indeterminate'],
    ['reset', 'indeterminate'],
    ['protocol', 'indeterminate'],
  ] as const)('%s is %s', (error, outcome) => {
    expect(outcomeOfError(error)).toBe(outcome);
  });
});
