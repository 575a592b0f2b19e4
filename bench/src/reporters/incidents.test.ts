import { describe, expect, it } from 'vitest';
import { deedOf, incidentsOf } from './incidents.js';
import { sampleNodeKill } from './samples/node-kill.js';
import { sampleScaleOut } from './samples/scale-out.js';
import { sampleScenario } from './samples/scenario.js';
import { sampleSteady } from './samples/steady.js';

type Events = ReturnType<typeof sampleScenario>['events'];
const event = (what: string, subject: string, fromSeconds: number): Events[number] => ({
  design: 'stateful',
  block: 1,
  what,
  subject,
  by: 'script',
  fromSeconds,
  toSeconds: fromSeconds,
});

describe('incidents', () => {
  it('are those of the script, told once for all designs, until the fault window ends', () => {
    expect(incidentsOf(sampleNodeKill())).toEqual([
      { what: 'node-killed', subject: 'node-2', words: 'node-2 killed', fromSeconds: 6, toSeconds: 9.5 },
    ]);
  });

  it('begin when a node joins, not when it starts', () => {
    expect(incidentsOf(sampleScaleOut()).map(({ words, fromSeconds }) => [words, fromSeconds])).toEqual([
      ['node-4 joins', 6.4],
    ]);
  });

  it('begin when they do in the first design that they reach', () => {
    const late = { ...event('server-enabled', 'node-4.1', 6.4), design: 'stateful' };
    const early = { ...event('server-enabled', 'node-4.1', 5.9), design: 'stateless' };
    expect(incidentsOf(sampleScenario({ events: [late, early] })).map(({ fromSeconds }) => fromSeconds)).toEqual([5.9]);
  });

  it('end a pause where it ended, and anything else at the next incident', () => {
    const events = [
      event('node-paused', 'node-1.1', 6),
      event('node-killed', 'node-2.1', 7),
      event('node-resumed', 'node-1.1', 8),
      event('node-started', 'node-2.2', 9),
    ];
    expect(incidentsOf(sampleScenario({ events })).map(({ words, toSeconds }) => [words, toSeconds])).toEqual([
      ['node-1 frozen', 8],
      ['node-2 killed', 9],
      ['node-2 restarted', 9.5],
    ]);
  });

  it('make the subject of a sentence', () => {
    expect(deedOf(sampleSteady())).toBeNull();
    expect(deedOf(sampleNodeKill())).toBe('Killing one of 4 nodes');
    expect(deedOf(sampleScaleOut())).toBe('Growing from 3 to 4 nodes');
    const events = [
      event('node-killed', 'node-1.1', 6),
      event('node-killed', 'node-2.1', 7),
      event('node-started', 'node-2.2', 9),
    ];
    expect(deedOf(sampleScenario({ events }))).toBe('Killing 2 of 4 nodes, then restarting one of 4 nodes');
  });
});
