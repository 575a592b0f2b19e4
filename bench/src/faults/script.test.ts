import { describe, expect, it } from 'vitest';
import type { StartedCluster } from '../cluster/cluster.js';
import type { FaultSpec } from '../scenario/scenario.js';
import { describeFaults, FAULTS } from './index.js';
import { faultInProgress, faultPlan, runFaults, schedule } from './script.js';

const KILL: FaultSpec = { fault: 'node-kill', atMs: 6000, node: 2 };
const PAUSE: FaultSpec = { fault: 'node-pause', atMs: 2000, node: 1, forMs: 1500 };
const FREEZE: FaultSpec = { fault: 'balancer-pause', atMs: 2500, forMs: 5000 };
const ADD: FaultSpec = { fault: 'node-add', atMs: 3500 };

/** A cluster that only writes down what it is told, and on behalf of which fault. */
function notingCluster(fails: string | null = null) {
  const told: string[] = [];
  const note = (what: string) => async (name?: string) => {
    await Promise.resolve();
    const line = [what, name].filter(Boolean).join(' ');
    told.push(`${line} (${faultInProgress()})`);
    if (line === fails) throw new Error(`${line} failed`);
    return name ?? 'node-5';
  };
  const cluster = {
    nodes: () => ['node-1', 'node-2'],
    killNode: note('kill'),
    pauseNode: note('pause'),
    resumeNode: note('resume'),
    addNode: note('add'),
    pauseBalancer: note('pause balancer'),
    resumeBalancer: note('resume balancer'),
    pauseStore: note('pause store'),
    resumeStore: note('resume store'),
    killStore: note('kill store'),
    restartStore: note('restart store'),
  } as unknown as StartedCluster;
  return { cluster, told };
}

/** A clock that moves only when somebody waits. */
function virtualTime(onWait: (nowMs: number) => void = () => undefined) {
  let nowUs = 1_000_000;
  const wait = async (ms: number): Promise<void> => {
    // Whatever the last act started runs to its end, since the cluster takes no time.
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    nowUs += ms * 1000;
    onWait((nowUs - 1_000_000) / 1000);
  };
  return { nowUs: () => nowUs, wait, loadStartUs: 1_000_000 };
}

describe('schedule', () => {
  it('orders everything by its moment, and heals before it injects', () => {
    expect(schedule([KILL, PAUSE, ADD])).toEqual([
      { atMs: 2000, kind: 'inject', fault: 1 },
      { atMs: 3500, kind: 'heal', fault: 1 },
      { atMs: 3500, kind: 'inject', fault: 2 },
      { atMs: 6000, kind: 'inject', fault: 0 },
    ]);
  });
});

describe('runFaults', () => {
  const signal = new AbortController().signal;

  it('does everything at its moment, on behalf of its fault', async () => {
    const { cluster, told } = notingCluster();
    const moments: number[] = [];
    const time = virtualTime((nowMs) => moments.push(nowMs));
    await runFaults({ faults: [KILL, PAUSE, FREEZE], cluster, signal, ...time });
    expect(told).toEqual([
      'pause node-1 (1)',
      'pause balancer (2)',
      'resume node-1 (1)',
      'kill node-2 (0)',
      'resume balancer (2)',
    ]);
    expect(moments).toEqual([2000, 2500, 3500, 6000, 7500]);
  });

  it('lets the acts on the store wait for each other', async () => {
    const { cluster, told } = notingCluster();
    let awake = (): void => undefined;
    const asleep = new Promise<void>((resolve) => {
      awake = resolve;
    });
    const slow = { ...cluster, killStore: () => asleep.then(() => cluster.killStore()) };
    const faults: readonly FaultSpec[] = [
      { fault: 'store-kill', atMs: 1000 },
      { fault: 'store-restart', atMs: 2000 },
      { fault: 'store-pause', atMs: 3000, forMs: 1000 },
      { fault: 'balancer-pause', atMs: 3000, forMs: 500 },
    ];
    const time = virtualTime((nowMs) => nowMs >= 4000 && awake());
    await runFaults({ faults, cluster: slow, signal, ...time });
    expect(told).toEqual([
      'pause balancer (3)',
      'resume balancer (3)',
      'kill store (0)',
      'restart store (1)',
      'pause store (2)',
      'resume store (2)',
    ]);
  });

  it('heals what lasts when it is interrupted, the last one first', async () => {
    const { cluster, told } = notingCluster();
    const abort = new AbortController();
    const time = virtualTime((nowMs) => nowMs >= 3500 && abort.abort());
    await runFaults({ faults: [KILL, PAUSE, FREEZE], cluster, signal: abort.signal, ...time });
    expect(told).toEqual(['pause node-1 (1)', 'pause balancer (2)', 'resume balancer (2)', 'resume node-1 (1)']);
  });

  it('heals what lasts when an act fails, and then says what failed', async () => {
    const { cluster, told } = notingCluster('add');
    const run = runFaults({ faults: [ADD, FREEZE], cluster, signal, ...virtualTime() });
    await expect(run).rejects.toThrow('add failed');
    expect(told).toEqual(['pause balancer (1)', 'add (0)', 'resume balancer (1)']);
  });
});

describe('the faults', () => {
  it('are known by the names of the map', () => {
    expect(Object.values(FAULTS).map((fault) => fault.name)).toEqual(Object.keys(FAULTS));
  });

  it('say what they need', () => {
    expect(faultPlan([KILL, ADD, ADD])).toEqual({ spareNodes: 2 });
  });

  it('read as sentences, in order of time', () => {
    const stop: FaultSpec = { fault: 'node-stop', atMs: 500, node: 3 };
    const restart: FaultSpec = { fault: 'node-restart', atMs: 8000, node: 3 };
    const store: readonly FaultSpec[] = [
      { fault: 'store-pause', atMs: 9000, forMs: 3000 },
      { fault: 'store-kill', atMs: 13_000 },
      { fault: 'store-restart', atMs: 14_500 },
    ];
    const faults = [KILL, PAUSE, FREEZE, ADD, stop, restart, ...store];
    expect(describeFaults({ faults, cluster: { persistence: 'none' } })).toEqual([
      'node-3 is stopped (SIGTERM) at 0.5 s',
      'node-1 is frozen (SIGSTOP) at 2 s for 1.5 s',
      'the balancer is frozen (SIGSTOP) at 2.5 s for 5 s',
      'a node is added at 3.5 s',
      'node-2 is killed (SIGKILL) at 6 s',
      'node-3 is started again at 8 s',
      'Redis is frozen (SIGSTOP) at 9 s for 3 s',
      'Redis is killed (SIGKILL) at 13 s and keeps nothing',
      'Redis is started again at 14.5 s',
    ]);
    const kept = (['aof', 'rdb'] as const).map(
      (persistence) => describeFaults({ faults: store, cluster: { persistence } })[1],
    );
    expect(kept).toEqual([
      'Redis is killed (SIGKILL) at 13 s and keeps its append-only file',
      'Redis is killed (SIGKILL) at 13 s and keeps the snapshots it took',
    ]);
  });
});
