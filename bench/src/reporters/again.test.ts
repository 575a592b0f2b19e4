import { describe, expect, it } from 'vitest';
import { blocksAdvice, withoutFlags } from './again.js';
import { sampleDesign } from './samples/design.js';
import { sampleScenario } from './samples/scenario.js';

const LAB = 'npm run lab --';
const designs = { stateful: sampleDesign(), stateless: sampleDesign() };
const steady = sampleScenario({ durationSeconds: 8, designs });

describe('the advice to run several blocks', () => {
  it('repeats the very experiment, and says how long that takes', () => {
    expect(
      blocksAdvice('steady', { scenarios: { steady } }, `${LAB} run steady --duration 8s --rate 60 --nodes 2 --seed 7`),
    ).toBe(`\`${LAB} run steady --duration 8s --rate 60 --nodes 2 --seed 7 --blocks 10\` judges it (about 4 min).`);
  });

  it('repeats one scenario of several where it can be told which, else all', () => {
    const scenarios = { steady, 'node-kill': steady };
    expect(blocksAdvice('node-kill', { scenarios }, `${LAB} run steady node-kill --seed 1`)).toBe(
      `\`${LAB} run node-kill --seed 1 --blocks 10\` judges it (about 4 min).`,
    );
    // A run that ended early has no findings of its other scenarios.
    expect(blocksAdvice('steady', { scenarios: { steady } }, `${LAB} run --seed 1 steady --rate=60 node-kill`)).toBe(
      `\`${LAB} run --seed 1 steady --rate=60 --blocks 10\` judges it (about 4 min).`,
    );
    expect(blocksAdvice('node-kill', { scenarios }, `${LAB} run steady ../mine.yaml`)).toBe(
      `\`${LAB} run steady ../mine.yaml --blocks 10\` judges it (about 7 min).`,
    );
  });

  it.each([
    ["run './my outage.yaml' --seed 7", "run './my outage.yaml' --seed 7"],
    ['run steady --out a/b --json --seed 7', 'run steady --seed 7'],
    ['run steady --json --blocks 1 --out=a/b', 'run steady'],
    ["run steady --out 'it'\\''s here' --blocks=1", 'run steady'],
    ["run steady --out='my --json run' --designs 'a --out b'", "run steady --designs 'a --out b'"],
    [
      'run steady --target shop=http://127.0.0.1:8080 --target far=http://shop.example --allow-host shop.example',
      'run steady --target shop=http://127.0.0.1:8080 --target far=http://shop.example --allow-host shop.example',
    ],
  ])('keeps all but where the findings went: %s', (typed, kept) => {
    expect(blocksAdvice('steady', { scenarios: { steady } }, `${LAB} ${typed}`)).toContain(
      `\`${LAB} ${kept} --blocks 10\``,
    );
  });
});

describe('a command line', () => {
  it('loses the flags that are named, and no others', () => {
    expect(withoutFlags(`${LAB} run steady --output x --out y --json`, { valued: ['--out'] })).toBe(
      `${LAB} run steady --output x --json`,
    );
  });
});
