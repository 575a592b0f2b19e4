/** Capacity on real clusters: small, but whole; and the built command, ended in its middle. */

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LabPlace } from '../acceptance/lab-process.js';
import { programs } from '../cluster/process/cluster.fixture.js';
import { createProcessDriver } from '../cluster/process/driver.js';
import { type CapacityKnown, measureCapacity } from './capacity.js';
import type { CapacityFindings } from './findings.js';
import { reported } from './judge.js';

/** A crowded machine needs longer for as many requests as a p99 takes. */
const TIMEOUT_MS = 180_000;
const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);

it('finds a rate for each design, knows what it cost whom, and leaves nothing running', {
  timeout: TIMEOUT_MS,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'capacity '));
  const folderOf = (name: string): string => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  };
  try {
    const told: CapacityKnown[] = [];
    const known = await measureCapacity({
      plan: {
        // One that keeps its sessions by the device that a visitor names, and one by Redis.
        designs: ['stateful-modulo', 'stateless'],
        nodeCounts: [2],
        rounds: 1,
        probeMs: 150,
        warmUpMs: 300,
        mostConnections: 8,
      },
      targetMs: 1000,
      seed: 1,
      quota: null,
      driver: createProcessDriver({ ...programs(), registry: join(folder, 'r') }),
      journalsDir: folderOf('journals'),
      logsDir: folderOf('logs'),
      cores: 2,
      platform: process.platform,
      nowUs,
      wallMs: () => Date.now(),
      signal: new AbortController().signal,
      say: () => {},
      onTrial: (soFar) => told.push(soFar),
    });
    expect(told.map(({ trials }) => trials.length)).toEqual([1, 2]);
    expect(told.at(-1)).toEqual(known);
    expect(Object.keys(known.designs)).toEqual(['stateful-modulo', 'stateless']);
    for (const trial of known.trials) {
      const probe = reported(trial);
      expect(probe?.requests).toBeGreaterThan(1000);
      expect(probe?.cpuUs.nodes).toBeGreaterThan(10);
      expect(probe?.cpuUs.generator).toBeGreaterThan(1);
      if (process.platform === 'linux') expect(probe?.cpuUs.balancer).toBeGreaterThan(1);
      expect(probe?.cpuUs.redis === null).toBe(trial.design !== 'stateless');
    }
    for (const { session, law } of Object.values(known.designs)) {
      expect(session.bytes).toBeGreaterThan(200);
      expect(session.bytes).toBeLessThan(2000);
      expect(law.verdict).toBe('unknown');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('keeps and prints what was measured until a SIGTERM, and leaves no process', { timeout: TIMEOUT_MS }, async () => {
  using place = new LabPlace();
  const { child, ended } = place.start(['capacity', '--quick', '--nodes', '1', '--rounds', '2', '--p99', '1 s']);
  if (child.stderr === null) throw new Error('unreachable');
  for (let said = ''; !said.includes('requests/s with'); ) {
    const [text] = (await once(child.stderr, 'data')) as [string];
    said += text;
  }
  child.kill('SIGTERM');
  const { code, stdout, stderr } = await ended;
  const kept = /what was measured until then is in (.+)/.exec(stderr)?.[1] ?? '';
  try {
    expect(code).toBe(130);
    expect(stdout).toContain('Capacity: the highest rate of each design (p99 within 1,000 ms');
    const findings = JSON.parse(readFileSync(join(place.folder, kept, 'capacity.json'), 'utf8')) as CapacityFindings;
    expect(findings).toMatchObject({ status: 'interrupted', trials: [{ round: 1, nodes: 1 }] });
    expect(place.processes()).toEqual([]);
    expect(place.leftFiles()).toEqual([]);
  } finally {
    if (kept !== '') rmSync(join(place.folder, kept), { recursive: true });
  }
});
