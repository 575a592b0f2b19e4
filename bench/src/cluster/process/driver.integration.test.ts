/** Clusters of real processes: Redis, HAProxy, nodes, gateway. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AFFINITY_COOKIE } from '@session-lab/checkout/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemProcessTable } from '../registry/process-table.js';
import { findReadyLine } from './answers.js';
import { ask, Bench, until } from './cluster.fixture.js';
import { askLine } from './loopback.js';

const table = systemProcessTable(process.platform);
let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});
afterEach(() => {
  bench[Symbol.dispose]();
});

describe('a cluster', () => {
  it.each(['stateful', 'stateless'] as const)('comes up whole, answers, and leaves nothing (%s)', async (variant) => {
    const cluster = await bench.start(bench.plan(variant, 'round-robin', { nodes: 4 }));
    const [runId = ''] = readdirSync(bench.registry);
    const pids = Object.values(cluster.pids());
    const others = variant === 'stateless' ? ['balancer', 'payments', 'redis'] : ['balancer', 'payments'];
    const incarnations = ['node-1.1', 'node-2.1', 'node-3.1', 'node-4.1'];
    expect(Object.keys(cluster.pids()).sort()).toEqual([...others, ...incarnations].sort());
    expect(table.members({ id: runId, folder: join(bench.registry, runId) }).sort()).toEqual([...pids].sort());
    expect(cluster.nodes()).toEqual(['node-1', 'node-2', 'node-3', 'node-4']);
    expect(Object.keys(cluster.versions).sort()).toEqual(variant === 'stateless' ? ['haproxy', 'redis'] : ['haproxy']);

    expect(await ask(cluster, 40)).toEqual(Object.fromEntries(incarnations.map((name) => [name, 10])));
    expect(await cluster.balancerCounters()).toEqual({
      requests: 40,
      ownAnswers: 0,
      servers: { 'node-1': 10, 'node-2': 10, 'node-3': 10, 'node-4': 10 },
    });
    const stats = await cluster.stats();
    expect(incarnations.map((name) => [stats[name]?.requests, stats[name]?.inFlight])).toEqual(Array(4).fill([10, 0]));
    expect((await cluster.dumps()).map(({ store, sessions, reason }) => [store, sessions, reason])).toEqual(
      variant === 'stateless' ? [['redis', [], null]] : incarnations.map((name) => [name, [], null]),
    );
    expect(await cluster.ledger()).toEqual([]);

    await Promise.all([cluster[Symbol.asyncDispose](), cluster[Symbol.asyncDispose]()]);
    expect(pids.map((pid) => table.state(pid))).toEqual(pids.map(() => 'gone'));
    expect(existsSync(bench.registry)).toBe(false);
    expect(bench.failures).toEqual([]);
    expect([...new Set(bench.events.map(({ what, by }) => `${what} by ${by}`))]).toEqual(
      variant === 'stateless' ? ['store-started by lab', 'node-started by lab'] : ['node-started by lab'],
    );
  });

  it('counts the commands of Redis without its own questions', async () => {
    await using cluster = await bench.start(bench.plan('stateless', 'round-robin'));
    const [before, after] = [await cluster.redisCounters(), await cluster.redisCounters()];
    expect(after?.commands).toBe(before?.commands);
    expect(after?.memoryPeakBytes).toBeGreaterThan(0);
  });
});

describe('a node that dies', () => {
  it('is found by the balancer; refused attempts, retries and refusals are counted exactly', async () => {
    await using cluster = await bench.start(bench.plan('stateful', 'round-robin'));
    await ask(cluster, 10);
    await cluster.killNode('node-1');
    expect(cluster.nodes()).toEqual(['node-2']);
    // Before the balancer notices, every attempt at the dead node is refused and goes to the other one.
    expect(await ask(cluster, 10)).toEqual({ 'node-2.1': 10 });
    const down = await bench.seen('server-down', 'node-1.1');
    const killed = await bench.seen('node-killed', 'node-1.1');
    expect(killed).toMatchObject({ by: 'script', loses: ['node-1.1'], reroutes: false });
    expect(down).toMatchObject({ by: 'balancer', loses: [], reroutes: true });
    expect(killed.fromUs).toBeLessThan(killed.toUs);
    expect(down.toUs).toBeGreaterThan(killed.toUs);
    expect(await ask(cluster, 10)).toEqual({ 'node-2.1': 10 });
    await cluster.killNode('node-2');
    expect(await ask(cluster, 5)).toEqual({ 'balancer 503': 5 });
    expect(await cluster.balancerCounters()).toEqual({
      requests: 35,
      ownAnswers: 5,
      servers: { 'node-1': 5, 'node-2': 25 },
    });
    expect((await cluster.dumps()).length).toBe(0);
  });

  it('comes back as a new incarnation on the same port, and the balancer finds it by itself', async () => {
    await using cluster = await bench.start(bench.plan('stateless', 'round-robin'));
    await cluster.killNode('node-2');
    await bench.seen('server-down', 'node-2.1');
    await cluster.restartNode('node-2');
    await bench.seen('server-up', 'node-2.2');
    expect(await ask(cluster, 10)).toEqual({ 'node-1.1': 5, 'node-2.2': 5 });
    expect(bench.events.filter(({ subject }) => subject.startsWith('node-2')).map(({ what }) => what)).toEqual([
      'node-started',
      'node-killed',
      'server-down',
      'node-started',
      'server-up',
    ]);
    // Redis has it all: no event loses anything.
    expect(bench.events.flatMap(({ loses }) => loses)).toEqual([]);
  });

  it('comes back on another port when somebody took its own, and the balancer is told', async () => {
    await using cluster = await bench.start(bench.plan('stateful', 'round-robin'));
    const log = readFileSync(join(bench.folder, 'logs', 'node-2.1.log'), 'utf8');
    const port = findReadyLine(log)?.port;
    await cluster.killNode('node-2');
    await bench.seen('server-down', 'node-2.1');
    const thief = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => thief.listen(port, '127.0.0.1', resolve));
    await cluster.restartNode('node-2');
    await bench.seen('server-up', 'node-2.2');
    expect(await ask(cluster, 4)).toEqual({ 'node-1.1': 2, 'node-2.2': 2 });
    expect(bench.failures).toEqual([]);
    await new Promise((resolve) => thief.close(resolve));
  });

  it('loses its memory when it has stopped, not when it is told to', async () => {
    await using cluster = await bench.start(bench.plan('stateful', 'round-robin'));
    await cluster.stopNode('node-1');
    const [stopping, exited] = [
      await bench.seen('node-stopping', 'node-1.1'),
      await bench.seen('node-exited', 'node-1.1'),
    ];
    expect([stopping.loses, exited.loses]).toEqual([[], ['node-1.1']]);
    expect(exited.fromUs).toBeGreaterThanOrEqual(stopping.fromUs);
    expect(readFileSync(join(bench.folder, 'journals', 'node-1.1.ndjson'), 'utf8')).toContain('"k":"stop"');
  });

  it('by itself is an event and a failure, whatever it was', async () => {
    await using cluster = await bench.start(bench.plan('stateless', 'cookie'));
    const { 'node-2.1': node, redis, balancer, payments } = cluster.pids();
    for (const pid of [node, redis, balancer, payments]) if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await until(() => bench.failures.length === 4);
    expect(bench.failures.map(({ code }) => code)).toEqual(Array(4).fill('LAB_PROCESS_DIED'));
    const deaths = bench.events.filter(({ what }) => what !== 'node-started' && what !== 'store-started');
    expect(deaths.map(({ what, subject, loses }) => [what, subject, loses]).sort()).toEqual([
      ['balancer-exited', 'balancer', []],
      ['node-exited', 'node-2.1', []],
      ['payments-exited', 'payments', []],
      ['store-killed', 'redis', ['redis']],
    ]);
    expect(deaths.every(({ fromUs, toUs, by }) => fromUs < toUs && by === 'lab')).toBe(true);
    expect([await cluster.balancerCounters(), await cluster.ledger(), await cluster.redisCounters()]).toEqual([
      null,
      null,
      null,
    ]);
    // Dead, and it kept no file: that is known without asking.
    expect(await cluster.dumps()).toMatchObject([{ store: 'redis', sessions: [] }]);
  });
});

describe('a node that is added', () => {
  it('takes its share of new requests, and none of those that carry a cookie', async () => {
    await using cluster = await bench.start(bench.plan('stateful', 'cookie', { spareNodes: 1 }));
    const before = await ask(cluster, 2);
    expect(await cluster.addNode()).toBe('node-3');
    expect(await bench.seen('server-enabled', 'node-3.1')).toMatchObject({ by: 'script', reroutes: true, loses: [] });
    expect(before).toEqual({ 'node-1.1': 1, 'node-2.1': 1 });
    const held = await ask(cluster, 20, (index) => ({ cookie: `${AFFINITY_COOKIE}=node-${1 + (index % 2)}` }));
    expect(held).toEqual({ 'node-1.1': 10, 'node-2.1': 10 });
    expect(await ask(cluster, 30)).toEqual({ 'node-1.1': 10, 'node-2.1': 10, 'node-3.1': 10 });
    await expect(cluster.addNode()).rejects.toMatchObject({ code: 'LAB_USAGE' });
  });

  it('is not taken down by one late health check', async () => {
    await using cluster = await bench.start(bench.plan('stateful', 'cookie', { spareNodes: 1 }));
    await cluster.addNode();
    const [run = ''] = readdirSync(bench.registry);
    const socket = join(bench.registry, run, 'admin.sock');
    const [, header = '', ...servers] = (await askLine({ path: socket }, 'show servers state be')).trim().split('\n');
    const health = header.slice(2).split(' ').indexOf('srv_check_health');
    const [first, , added] = servers.map((line) => line.split(' ')[health]);
    expect([first, added]).toEqual(['3', '3']);
  });

  it.each([
    ['modulo', 2 / 3],
    ['consistent', 1 / 3],
  ] as const)('moves the share of devices that theory names (%s, 2 → 3 nodes)', async (routing, theory) => {
    await using cluster = await bench.start(bench.plan('stateful', routing, { spareNodes: 1 }));
    const homes = async (): Promise<string[]> => {
      const found: string[] = [];
      for (let device = 0; device < 300; device += 1) {
        const [home = ''] = Object.keys(await ask(cluster, 1, () => ({ 'x-device': `device-${device * 7919}` })));
        found.push(home);
      }
      return found;
    };
    const before = await homes();
    expect(await homes()).toEqual(before);
    await cluster.addNode();
    const after = await homes();
    const moved = after.filter((home, device) => home !== before[device]).length;
    expect(Math.abs(moved / 300 - theory)).toBeLessThan(0.12);
  });
});

describe('what is paused', () => {
  it('stands still, and comes back into rotation when it is resumed', async () => {
    await using cluster = await bench.start(bench.plan('stateful', 'round-robin'));
    await cluster.pauseNode('node-1');
    expect(table.state(cluster.pids()['node-1.1'] ?? 0)).toBe('stopped');
    expect(await cluster.dumps()).toMatchObject([{ store: 'node-1.1', sessions: null }, { sessions: [] }]);
    expect(Object.keys(await cluster.stats())).toEqual(['node-2.1']);
    await bench.seen('server-down', 'node-1.1');
    await cluster.resumeNode('node-1');
    await bench.seen('server-up', 'node-1.1');
    expect(await ask(cluster, 4)).toEqual({ 'node-1.1': 2, 'node-2.1': 2 });
  });

  it('is answered for by the balancer after the server time-out, and counted', async () => {
    await using cluster = await bench.start(bench.plan('stateful', 'round-robin', { nodes: 1 }));
    await cluster.pauseNode('node-1');
    expect(await ask(cluster, 1)).toEqual({ 'balancer 504': 1 });
    expect(await cluster.balancerCounters()).toEqual({ requests: 1, ownAnswers: 1, servers: { 'node-1': 1 } });
  });

  it('is healed without a change of the routing', async () => {
    await using cluster = await bench.start(bench.plan('stateful', 'round-robin'));
    await cluster.pauseNode('node-1');
    await bench.seen('server-down', 'node-1.1');
    await cluster.pauseBalancer();
    await cluster.heal();
    expect(bench.events.slice(-2).map(({ what, by }) => [what, by])).toEqual([
      ['balancer-resumed', 'lab'],
      ['node-resumed', 'lab'],
    ]);
    // Two rounds of health checks would have brought it back.
    const checks = (): number => Number(readFileSync(join(bench.folder, 'logs', 'balancer.log'), 'utf8').length);
    const logged = checks();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(checks()).toBe(logged);
    expect(await ask(cluster, 4)).toEqual({ 'node-2.1': 4 });
    expect((await cluster.dumps()).map(({ sessions }) => sessions)).toEqual([[], []]);
    expect(bench.events.some(({ what }) => what === 'server-up')).toBe(false);
  });

  it('is the balancer alone: it sees no node go down while it sleeps', async () => {
    await using cluster = await bench.start(bench.plan('stateful', 'round-robin'));
    await cluster.pauseBalancer();
    const asked = ask(cluster, 2);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await cluster.resumeBalancer();
    expect(await asked).toEqual({ 'node-1.1': 1, 'node-2.1': 1 });
    expect(bench.events.filter(({ by }) => by !== 'lab').map(({ what }) => what)).toEqual([
      'balancer-paused',
      'balancer-resumed',
    ]);
  });
});
