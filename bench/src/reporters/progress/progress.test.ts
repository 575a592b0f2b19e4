import { describe, expect, it } from 'vitest';
import { styleOf } from '../terminal/style.js';
import { type DesignProgress, finishedTrials, type ProgressState, renderProgress } from './progress.js';
import { createProgressWriter } from './writer.js';

const PLAIN = styleOf(false);
const figures = { seconds: 9.4, ofSeconds: 14, alive: 248, requestsPerSecond: 431, withoutSession: 0 };
const todo = (design: string): DesignProgress => ({ design, state: 'todo', trialsDone: 0, trial: null });
const done = (design: string): DesignProgress => ({
  design,
  state: 'done',
  trialsDone: 1,
  trial: { ...figures, seconds: 14 },
});

const STATE: ProgressState = {
  scenarios: [
    {
      scenario: 'steady',
      blocks: 1,
      designs: [done('stateful'), done('stateless')],
      elapsedSeconds: 24,
      totalSeconds: 30,
    },
    {
      scenario: 'node-kill',
      blocks: 1,
      designs: [done('stateful'), { design: 'stateless', state: 'running', trialsDone: 0, trial: figures }],
      elapsedSeconds: 25,
      totalSeconds: 32,
    },
    { scenario: 'scale-out', blocks: 1, designs: ['a', 'b', 'c', 'd'].map(todo), elapsedSeconds: 0, totalSeconds: 55 },
  ],
};

function screen(isTty: boolean, rows = 24) {
  const written: string[] = [];
  const writer = createProgressWriter({
    write: (text) => written.push(text),
    isTty,
    color: false,
    columns: () => 121,
    rows: () => rows,
  });
  return { written, writer };
}

describe('progress on a terminal', () => {
  it('says of each scenario what is done, what runs and how long it takes', () => {
    expect(`\n${renderProgress(STATE, 120, PLAIN).join('\n')}\n`).toMatchInlineSnapshot(`
      "
        steady     stateful ✓  stateless ✓                                                                                24 s
        node-kill  stateful ✓  stateless ▸ 9 of 14 s · 248 shoppers · 431 req/s · 0 without session             25 s, 7 s left
        scale-out  4 designs to go                                                                                  about 55 s
      "
    `);
  });

  it('never writes a line wider than the terminal', () => {
    for (const columns of [20, 60, 80, 200]) {
      for (const line of renderProgress(STATE, columns, PLAIN)) expect([...line].length).toBeLessThanOrEqual(columns);
    }
  });

  it('counts trials where there are several blocks', () => {
    const designs = [
      { ...done('stateful'), trialsDone: 3 },
      { design: 'stateless', state: 'running', trialsDone: 2, trial: { ...figures, seconds: -1 } } as const,
    ];
    const [line] = renderProgress(
      { scenarios: [{ scenario: 's', blocks: 10, designs, elapsedSeconds: 80, totalSeconds: 320 }] },
      100,
      PLAIN,
    );
    expect(line).toContain('stateful ✓ 3/10  stateless ▸ 2/10 ░░░░░░░░░░  starting');
    expect(line).toMatch(/80 s, 4 min left$/);
  });

  it('rewrites its lines in one write, and gives the cursor back', () => {
    const { written, writer } = screen(true);
    writer.update(STATE);
    writer.update(STATE);
    writer.note('redis-server was installed');
    writer[Symbol.dispose]();
    expect(written).toHaveLength(4);
    expect(written[0]?.startsWith('\u001b[?25l  steady')).toBe(true);
    expect(written[1]?.startsWith('\u001b[3A\r  steady')).toBe(true);
    expect(written[2]?.startsWith('\u001b[3A\rredis-server was installed\u001b[K\n  steady')).toBe(true);
    expect(written[3]).toBe('\u001b[?25h');
  });

  it('stays within a low terminal, so that going up reaches its first line', () => {
    const { written, writer } = screen(true, 3);
    writer.update(STATE);
    writer.update(STATE);
    expect(written[0]?.split('\n')).toHaveLength(3);
    expect(written[1]?.startsWith('\u001b[2A')).toBe(true);
  });
});

describe('progress elsewhere', () => {
  it('writes one plain line for each finished trial, once', () => {
    const { written, writer } = screen(false);
    writer.update(STATE);
    writer.update(STATE);
    expect(written).toEqual([
      'steady stateful: done · 14 s of load · 431 req/s · 0 without session\n',
      'steady stateless: done · 14 s of load · 431 req/s · 0 without session\n',
      'node-kill stateful: done · 14 s of load · 431 req/s · 0 without session\n',
    ]);
  });

  it('says which trial was interrupted, and no other', () => {
    const scenario = {
      scenario: 's',
      blocks: 2,
      designs: [{ ...todo('stateful'), state: 'interrupted' as const, trialsDone: 2 }],
      elapsedSeconds: 0,
      totalSeconds: 1,
    };
    const before = { scenarios: [{ ...scenario, designs: [{ ...todo('stateful'), trialsDone: 1 }] }] };
    expect(finishedTrials(before, { scenarios: [scenario] })).toEqual(['s stateful block 2 of 2: interrupted']);
    expect(finishedTrials({ scenarios: [scenario] }, { scenarios: [scenario] })).toEqual([]);
  });
});
