import { describe, expect, it } from 'vitest';
import { decodeScenario } from './decode.js';
import { formatProblems } from './problems.js';
import type { Scenario } from './scenario.js';

const QUESTION = 'question: What happens?\n';

function decode(text: string | Uint8Array, name = 'mine') {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return decodeScenario(name, `scenarios/${name}.yaml`, bytes);
}
function valid(text: string | Uint8Array): Scenario {
  const decoded = decode(text);
  if ('problems' in decoded) throw new Error(formatProblems(decoded.problems));
  return decoded.ok;
}
/** The listing without its last line. */
function problemsOf(text: string | Uint8Array, name?: string): string {
  const decoded = decode(text, name);
  if ('ok' in decoded) return 'valid';
  return formatProblems(decoded.problems).split('\n').slice(0, -1).join('\n');
}

describe('decodeScenario', () => {
  it('fills in every default but the question', () => {
    expect(valid(QUESTION)).toMatchInlineSnapshot(`
      {
        "cluster": {
          "absoluteTtlMs": null,
          "idleTtlMs": 900000,
          "itemBytes": 0,
          "nodes": 4,
          "paymentDelayMs": 5,
          "persistence": "none",
          "port": null,
        },
        "designs": [
          {
            "label": "stateful (cookie)",
            "name": "stateful",
            "routing": "cookie",
            "store": "memory",
            "variant": "stateful",
          },
          {
            "label": "stateless (Redis)",
            "name": "stateless",
            "routing": "round-robin",
            "store": "redis",
            "variant": "stateless",
          },
        ],
        "expect": {},
        "faults": [],
        "load": {
          "durationMs": 12000,
          "handOffShare": 0.2,
          "heartbeats": 3,
          "ratePerSecond": 400,
          "signOutShare": 0.05,
          "startOverShare": 0.8,
          "tabs": 1,
          "thinkMs": 550,
          "timeoutMs": 10000,
          "warmUpMs": 2000,
        },
        "name": "mine",
        "question": "What happens?",
        "settleMs": 3000,
      }
    `);
  });

  it('lists all problems at once, with place, path and hint', () => {
    const text = `# A comment first.
question: What happens?
design: [stateful]
designs: [stateful, statefull, stateles]
cluster:
  nodes: four
  idleTtl: 900
load:
  rate: 0
  duration: 60s
  handOff: 2
faults:
  - fault: node-kill
    at: 6
    nod: 2
  - fault: node-kil
    at: 90 s
  - node-kill
expect:
  stateful: { losd: 0, lost: none, stale: theory }
`;
    expect(`\n${problemsOf(text)}\n`).toMatchInlineSnapshot(`
      "
      scenarios/mine.yaml:3:1     design                 unknown key
                                  → did you mean "designs"?
      scenarios/mine.yaml:4:21    designs[1]             found "statefull", expected a known design
                                  → did you mean "stateful"?
      scenarios/mine.yaml:4:32    designs[2]             found "stateles", expected a known design
                                  → did you mean "stateless"?
      scenarios/mine.yaml:6:10    cluster.nodes          found "four", expected a whole number from 1 to 32
      scenarios/mine.yaml:7:12    cluster.idleTtl        found 900, expected a duration with its unit
                                  → write "900 s" or "900 ms"
      scenarios/mine.yaml:9:9     load.rate              found 0, expected more than 0 requests per second
      scenarios/mine.yaml:11:12   load.handOff           found 2, expected a share from 0 to 1
      scenarios/mine.yaml:14:9    faults[0].at           found 6, expected a duration with its unit
                                  → write "6 s" or "6 ms"
      scenarios/mine.yaml:15:5    faults[0].nod          unknown key
                                  → did you mean "node"?
      scenarios/mine.yaml:16:12   faults[1].fault        found "node-kil", expected a known fault
                                  → did you mean "node-kill"?
      scenarios/mine.yaml:18:5    faults[2]              found "node-kill", expected a known fault
                                  → did you mean "node-kill"?
      scenarios/mine.yaml:20:15   expect.stateful.losd   unknown key
                                  → did you mean "lost"?
      scenarios/mine.yaml:20:30   expect.stateful.lost   found "none", expected a whole number from 0, or "theory"
      scenarios/mine.yaml:20:43   expect.stateful.stale  found "theory", expected a whole number from 0
      "
    `);
  });

  it('says what is impossible in time and number', () => {
    const text = `${QUESTION}cluster: { nodes: 4, idleTtl: 20 s }
load: { duration: 13 s, think: 350 ms, warmUp: 15 s }
faults:
  - { fault: node-kill, at: 90 s, node: 2 }
  - { fault: node-kill, at: 6 s, node: 7 }
  - { fault: node-restart, at: 6 s, node: 1 }
  - { fault: node-pause, at: 7 s, node: 3, for: 8 s }
  - { fault: node-kill, at: 8 s, node: 3 }
  - { fault: node-stop, at: 3 s, node: 4 }
  - { fault: node-pause, at: 4 s, node: 4, for: 1 s }
  - { fault: balancer-pause, at: 1 s, for: 2 s }
  - { fault: balancer-pause, at: 2 s, for: 2 s }
expect: { stateless-sticky: { lost: 0 } }
`;
    expect(`\n${problemsOf(text)}\n`).toMatchInlineSnapshot(`
      "
      scenarios/mine.yaml:2:31    cluster.idleTtl          20 s is shorter than load, pause and quiesce together (36.438 s): sessions would expire before they are counted
                                  → at least 36.438 s
      scenarios/mine.yaml:3:48    load.warmUp              15 s leaves nothing of the run (13 s)
                                  → less than load.duration
      scenarios/mine.yaml:5:29    faults[0].at             90 s is after the end of the run (13 s)
                                  → a moment before 13 s, or raise load.duration
      scenarios/mine.yaml:6:40    faults[1].node           found node 7 of 4 at 6 s
                                  → a node from 1 to 4, or raise cluster.nodes
      scenarios/mine.yaml:7:43    faults[2].node           node-1 is running: only a dead node restarts
                                  → kill or stop it before
      scenarios/mine.yaml:8:49    faults[3].for            8 s lasts until 15 s, after the end of the run (13 s)
                                  → at most 6 s, or raise load.duration
      scenarios/mine.yaml:9:29    faults[4].at             node-3 is paused until 15 s
                                  → from 15 s on
      scenarios/mine.yaml:11:41   faults[6].node           node-4 is dead by then
                                  → a node that runs, or restart it before
      scenarios/mine.yaml:13:34   faults[8].at             the balancer is paused until 3 s
                                  → from 3 s on
      scenarios/mine.yaml:14:29   expect.stateless-sticky  "stateless-sticky" is not among the designs of this scenario
                                  → one of stateful, stateless
      "
    `);
  });

  it('says what cannot be done to the store', () => {
    const text = `${QUESTION}designs: [stateful, stateless]
faults:
  - { fault: store-restart, at: 2 s }
  - { fault: store-pause, at: 3 s, for: 2 s }
  - { fault: store-kill, at: 4 s }
  - { fault: node-add, at: 4500 ms }
  - { fault: store-kill, at: 5 s }
  - { fault: store-pause, at: 6 s, for: 1 s }
  - { fault: node-kill, at: 6 s, node: 1 }
  - { fault: node-restart, at: 7 s, node: 1 }
  - { fault: store-restart, at: 8 s }
  - { fault: node-add, at: 9 s }
`;
    expect(`\n${problemsOf(text)}\n`).toMatchInlineSnapshot(`
      "
      scenarios/mine.yaml:4:33    faults[0].at  the store is running: only a dead store restarts
                                  → kill it before
      scenarios/mine.yaml:6:30    faults[2].at  the store is paused until 5 s
                                  → from 5 s on
      scenarios/mine.yaml:7:28    faults[3].at  a node starts while the store is paused until 5 s
                                  → from 5 s on
      scenarios/mine.yaml:9:31    faults[5].at  the store is dead by then
                                  → restart it before
      scenarios/mine.yaml:11:32   faults[7].at  a node starts while the store is dead
                                  → it would wait in vain: restart the store before
      "
    `);
    const faults = 'faults: [{ fault: store-kill, at: 2 s }]';
    expect(`\n${problemsOf(`${QUESTION}designs: [stateful]\n${faults}\n`)}\n`).toMatchInlineSnapshot(`
      "
      scenarios/mine.yaml:3:19   faults[0].fault  no design of this scenario has a shared store
                                 → name a design that has one, such as stateless
      "
    `);
    expect(problemsOf(`${QUESTION}designs: [stateful, stateless-sticky]\n${faults}\n`)).toBe('valid');
  });

  it('lists what is wrong in form and in meaning in one go, a misspelt key once', () => {
    const text = `${QUESTION}load:
  rate: 400
  duration: 60 s
faults:
  - fault: node-kill
    node: 2
    at: 90 s
  - fault: node-kill
    at: 6 s
    nod: 3
  - fault: node-add
    at: 6 s
    for: 3 s
  - { fault: node-kill, at: 5 s, node: 9 }
`;
    expect(`\n${problemsOf(text)}\n`).toMatchInlineSnapshot(`
      "
      scenarios/mine.yaml:8:9     faults[0].at    90 s is after the end of the run (60 s)
                                  → a moment before 60 s, or raise load.duration
      scenarios/mine.yaml:11:5    faults[1].nod   unknown key
                                  → did you mean "node"?
      scenarios/mine.yaml:14:5    faults[2].for   unknown key
                                  → known are fault, at
      scenarios/mine.yaml:15:40   faults[3].node  found node 9 of 4 at 5 s
                                  → a node from 1 to 4, or raise cluster.nodes
      "
    `);
  });

  it('draws no conclusion from what is broken', () => {
    const text = `${QUESTION}load: { duration: 60 }\nfaults: [{ fault: node-kill, at: 90 s, node: 2 }]\n`;
    expect(problemsOf(text).split('\n')).toHaveLength(2);
    const restart = `${QUESTION}faults: [{ fault: node-kil, at: 3 s, node: 2 }, { fault: node-restart, at: 4 s, node: 2 }]\n`;
    expect(problemsOf(restart).split('\n')).toHaveLength(2);
  });

  it('says by how much a load is too short for one journey', () => {
    expect(problemsOf(`${QUESTION}load: { duration: 4 s, think: 350 ms, warmUp: 0 s }\n`)).toContain(
      'too short by 1.689 s: the longest journey takes 5.688 s',
    );
  });

  it('plays the script in order of time, not of the file', () => {
    const script = (restart: string) => `${QUESTION}faults:
  - { fault: node-restart, at: ${restart}, node: 2 }
  - { fault: node-kill, at: 6 s, node: 2 }
`;
    expect(problemsOf(script('8 s'))).toBe('valid');
    expect(problemsOf(script('4 s'))).toContain('node-2 is running');
  });

  it('counts a node that was added', () => {
    const script = (kill: string) => `${QUESTION}cluster: { nodes: 1 }
faults: [{ fault: node-add, at: 3 s }, { fault: node-kill, at: ${kill}, node: 2 }]
`;
    expect(problemsOf(script('4 s'))).toBe('valid');
    expect(problemsOf(script('2 s'))).toContain('found node 2 of 1 at 2 s');
  });

  it('refuses more nodes than the lab can carry', () => {
    const text = `${QUESTION}cluster: { nodes: 32 }\nfaults: [{ fault: node-add, at: 3 s }]\n`;
    expect(problemsOf(text)).toContain('would be node 33');
  });

  it('refuses a design that stands twice, an empty list, and a word for a list', () => {
    expect(problemsOf(`${QUESTION}designs: [stateful, stateful]\n`)).toContain('"stateful" is named twice');
    expect(problemsOf(`${QUESTION}designs: []\n`)).toContain('found an empty list, expected at least one design');
    expect(problemsOf(`${QUESTION}designs: stateful\n`)).toContain('→ write [stateful]');
  });

  it('is not fooled by names that every object has', () => {
    expect(problemsOf(`${QUESTION}designs: [constructor]\n`)).toContain('expected a known design');
    expect(problemsOf(`${QUESTION}__proto__: { designs: [] }\n`)).toContain('unknown key');
    expect(problemsOf(`${QUESTION}expect: { toString: { lost: 0 } }\n`)).toContain('not among the designs');
    expect(problemsOf(`${QUESTION}faults: [{ fault: valueOf, at: 1 s }]\n`)).toContain('expected a known fault');
  });

  it('refuses a name that no folder should have', () => {
    expect(problemsOf(QUESTION, 'My Outage')).toContain('"My Outage" is no name for a scenario');
  });
});
