import { describe, expect, it } from 'vitest';
import { sampleNodeKill } from './samples/node-kill.js';
import { storeSentences } from './store-words.js';
import { expectedLoss } from './theory.js';

type Prediction = ReturnType<typeof sampleNodeKill>['predictions'][number];
const killed = (block: number, measured: number, of: number): Prediction => ({
  design: 'stateless',
  block,
  event: 3,
  title: 'redis killed',
  metric: 'destroyed',
  measured,
  of,
  expected: { exact: of },
  agrees: measured === of,
  basis: 'Redis was killed and kept nothing',
});

describe('storeSentences', () => {
  it('say what was destroyed and why, over all blocks', () => {
    expect(storeSentences({ ...sampleNodeKill(), predictions: [killed(1, 74, 74), killed(2, 70, 70)] })).toEqual([
      'stateless: Redis was killed and kept nothing: all 144 sessions at risk that it held were destroyed.',
    ]);
    expect(storeSentences({ ...sampleNodeKill(), predictions: [killed(1, 73, 74)] })).toEqual([
      'stateless: Redis was killed and kept nothing: 73 of 74 sessions at risk that it held were destroyed.',
    ]);
  });

  it('do not pass over those of whom theory cannot speak', () => {
    const blob = [
      { ...killed(1, 44, 44), underWay: 12 },
      { ...killed(2, 44, 44), underWay: 13 },
    ];
    expect(storeSentences({ ...sampleNodeKill(), predictions: blob })).toEqual([
      'stateless: Redis was killed and kept nothing: all 88 sessions at risk that it held were destroyed; 25 more of the ' +
        'lost had a request under way from the kill until after the restart, whose save might have written the session anew.',
    ]);
    expect(expectedLoss({ ...sampleNodeKill(), predictions: blob }, 'stateless').basis).toContain(
      '; 25 more of the lost',
    );
  });

  it('say nothing where nothing was, and nothing of nodes', () => {
    const frozen = { ...killed(1, 0, 74), title: 'redis frozen', basis: 'a frozen Redis forgets nothing' };
    expect(storeSentences({ ...sampleNodeKill(), predictions: [frozen] })).toEqual([]);
    expect(storeSentences(sampleNodeKill())).toEqual([]);
  });
});
