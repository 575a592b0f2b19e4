import { describe, expect, it } from 'vitest';
import { headerOf } from '../checkers/builders.js';
import { discardedTrial } from '../runner/discarded.js';
import { DESIGNS } from '../scenario/designs.js';
import { fakeIo } from './io.fake.js';
import { estimateSeconds, RunProgress } from './run-progress.js';

const base = headerOf({}).scenario;
const scenario = {
  ...base,
  designs: [DESIGNS.stateful, DESIGNS.stateless],
  load: { ...base.load, durationMs: 12_000 },
};

describe('the time that a run will take', () => {
  it('has a first trial that is thrown away where there are several blocks, and none with one', () => {
    expect(estimateSeconds([scenario], 1)).toBe(2 * 14.5);
    const discarded = discardedTrial([scenario], 10);
    const first = (discarded?.scenario.load.durationMs ?? Number.NaN) / 1000 + 2.5;
    expect(estimateSeconds([scenario, scenario], 10)).toBeCloseTo(2 * 10 * 2 * 14.5 + first, 9);
  });

  it('is said of that trial, too, and that nobody counts it', () => {
    const { io, stderr } = fakeIo();
    const discarded = discardedTrial([scenario], 2);
    if (discarded === null) throw new Error('there is one with two blocks');
    using progress = new RunProgress(io, [scenario], 2);
    progress.discarding(discarded);
    expect(stderr()).toBe(
      'one short trial of stateful comes first, and is thrown away: first ones are slower (about 6 s)\n',
    );
  });
});

describe('a trial that was interrupted', () => {
  it('is called that, with the load that there was, and not that of the plan', () => {
    const { io, stderr } = fakeIo();
    using progress = new RunProgress(io, [scenario], 1);
    const [design] = scenario.designs;
    if (design === undefined) throw new Error('there are two');
    const id = { scenario, block: 1, design };
    progress.update(id, 'started');
    progress.update(id, { elapsedSeconds: 5, alive: 7, sent: 150, answered: 149, withoutSession: 0 });
    progress.update(id, { done: true, interrupted: true, dir: '', planHash: '', versions: {} });
    expect(stderr()).toBe(
      `${scenario.name} ${design.name}: interrupted · 5 s of load · 30 req/s · 0 without session\n`,
    );
  });
});
