/** Records and sweeps, with real processes that really die. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RUN_VARIABLE } from './identity.js';
import { type ProcessTable, systemProcessTable } from './process-table.js';
import { psProcessTable } from './ps-table.js';
import { readRecords, registerRun } from './run-record.js';
import { findOtherLabs, sweepLeftovers } from './sweep.js';

const started: ChildProcess[] = [];
let registry = '';

beforeEach(() => {
  registry = mkdtempSync(join(tmpdir(), 'registry ü '));
});
afterEach(async () => {
  for (const child of started.splice(0)) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  rmSync(registry, { recursive: true, force: true });
});

function idle(env: Readonly<Record<string, string>>, cwd = registry): ChildProcess & { readonly pid: number } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { env, cwd, stdio: 'ignore' });
  started.push(child);
  return child as ChildProcess & { readonly pid: number };
}

/** A run of a lab that is dead by now. */
async function deadRun(table: ProcessTable) {
  const lab = idle({});
  const run = registerRun(registry, table, lab.pid, new Date(0));
  lab.kill('SIGKILL');
  await once(lab, 'exit');
  return run;
}

describe.each([
  ['/proc', () => systemProcessTable(process.platform)],
  ['ps', psProcessTable],
])('with a process table from %s', (_source, makeTable) => {
  const table = makeTable();

  it('kills what a dead lab left, paused or not, and removes its folder and record', async () => {
    const run = await deadRun(table);
    const members = [idle({ [RUN_VARIABLE]: run.id }, run.folder), idle({ [RUN_VARIABLE]: run.id }, run.folder)];
    for (const { pid } of members) table.note(run, pid);
    members[0]?.kill('SIGSTOP');
    const ends = members.map((member) => once(member, 'exit'));
    const swept = await sweepLeftovers(registry, table);
    expect(swept).toEqual([{ id: run.id, pids: expect.arrayContaining(members.map(({ pid }) => pid)) }]);
    expect((await Promise.all(ends)).map(([, signal]) => signal)).toEqual(['SIGKILL', 'SIGKILL']);
    expect(existsSync(registry)).toBe(false);
  });

  it('leaves alone what carries no identity of a dead run', async () => {
    const dead = await deadRun(table);
    const live = registerRun(registry, table, process.pid, new Date(0));
    const ofLive = idle({ [RUN_VARIABLE]: live.id }, live.folder);
    table.note(live, ofLive.pid);
    // A shell that a curious person left standing in the folder.
    const shell = idle({ HOME: '/' }, dead.folder);
    await sweepLeftovers(registry, table);
    expect([table.state(ofLive.pid), table.state(shell.pid)]).toEqual(['running', 'running']);
    expect(readRecords(registry, table).map(({ id }) => id)).toEqual([live.id]);
    expect(existsSync(live.folder)).toBe(true);
  });

  it('takes a lab whose pid went to somebody else for dead', async () => {
    const run = registerRun(registry, { ...table, startTime: () => 'another time' }, process.pid, new Date(0));
    expect(await sweepLeftovers(registry, table)).toEqual([{ id: run.id, pids: [] }]);
  });

  it('finds the other labs that live', async () => {
    const lab = idle({});
    registerRun(registry, table, lab.pid, new Date(0));
    registerRun(registry, table, lab.pid, new Date(0));
    registerRun(registry, table, process.pid, new Date(0));
    await deadRun(table);
    const others = findOtherLabs(registry, table, process.pid);
    expect(others.map(({ pid, startedAt }) => [pid, startedAt])).toEqual([[lab.pid, '1970-01-01T00:00:00.000Z']]);
  });
});

describe('a registry', () => {
  const table = systemProcessTable(process.platform);

  it('kills nothing after a boot: pids are other processes then', async () => {
    const run = registerRun(registry, { ...table, bootId: () => 'an earlier boot' }, process.pid, new Date(0));
    const other = idle({ [RUN_VARIABLE]: run.id });
    expect(await sweepLeftovers(registry, table)).toEqual([{ id: run.id, pids: [] }]);
    expect(table.state(other.pid)).toBe('running');
  });

  it('does not judge a lab of another container that shares its folder', async () => {
    registerRun(registry, { ...table, pidSpace: () => 'pid:[1]', startTime: () => 'unknown here' }, 1, new Date(0));
    expect(await sweepLeftovers(registry, table)).toEqual([]);
    expect(readdirSync(registry).length).toBe(2);
  });

  it('is left as it was when a run ends by itself', () => {
    const run = registerRun(registry, table, process.pid, new Date(0));
    expect(readdirSync(registry).sort()).toEqual([run.id, `${run.id}.json`]);
    run[Symbol.dispose]();
    expect(existsSync(registry)).toBe(false);
  });

  it('passes over files that are no records', async () => {
    writeFileSync(join(registry, 'half.json'), '{"format":1,');
    writeFileSync(join(registry, 'foreign.json'), '{"id":"../../etc"}');
    expect(await sweepLeftovers(registry, table)).toEqual([]);
    expect(readdirSync(registry).length).toBe(2);
  });
});
