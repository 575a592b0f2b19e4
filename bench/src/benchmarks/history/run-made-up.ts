/** Writes a made-up run to a folder, as the lab would have left it: its parts first, then merged as a run merges them. */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../analysis/manifest.js';
import { TRIAL_FILES } from '../../history/files.js';
import { mergeHistory } from '../../history/merge.js';
import type { TrialHeader } from '../../history/records.js';
import { HistoryWriter } from '../../history/writer.js';
import type { Design, Scenario } from '../../scenario/scenario.js';
import { makeFolder } from '../../store/folder.js';
import { NODES, nodeName, play, type Shape, type Truth, TTL_US } from './journeys.js';

/** Text is written when there are so many characters of it. */
const BLOCK = 1 << 20;

class Lines implements Disposable {
  readonly #file: number;
  #text = '';

  constructor(path: string) {
    this.#file = openSync(path, 'w');
  }

  add(record: object): void {
    this.#text += `${JSON.stringify(record)}\n`;
    if (this.#text.length >= BLOCK) this.#flush();
  }

  [Symbol.dispose](): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    writeSync(this.#file, this.#text);
    this.#text = '';
  }
}

/** @param runDir a new folder, absolute */
export async function writeRun(runDir: string, shape: Shape): Promise<Truth> {
  const trialDir = join(runDir, 'trials', scenario.name, '1', design.name);
  for (const part of [TRIAL_FILES.journals, TRIAL_FILES.dumps]) makeFolder(join(trialDir, part));
  const truth = writeParts(trialDir, shape);
  await mergeHistory(trialDir);
  writeFileSync(join(runDir, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return truth;
}

function writeParts(trialDir: string, shape: Shape): Truth {
  using operations = new HistoryWriter(join(trialDir, TRIAL_FILES.operations));
  using events = new HistoryWriter(join(trialDir, TRIAL_FILES.events));
  const files = new Map<string, Lines>();
  const fileOf = (...path: string[]): Lines => {
    const place = join(trialDir, ...path);
    const file = files.get(place) ?? new Lines(place);
    files.set(place, file);
    return file;
  };
  try {
    return tellAll({ operations, events, fileOf }, shape);
  } finally {
    for (const file of files.values()) file[Symbol.dispose]();
  }
}

interface Files {
  readonly operations: HistoryWriter;
  readonly events: HistoryWriter;
  /** Any other, by its path in the trial's folder. */
  readonly fileOf: (...path: string[]) => Lines;
}

function tellAll({ operations, events, fileOf }: Files, shape: Shape): Truth {
  const ledger = fileOf(TRIAL_FILES.ledger);
  const journals = Array.from({ length: NODES }, (_, node) => fileOf(TRIAL_FILES.journals, `${nodeName(node)}.ndjson`));
  // The killed one has no file: a dead process holds nothing.
  const dumped = new Set<number>();
  const truth = play(shape, {
    record: (record) => (record.kind === 'event' ? events : operations).append(record),
    journal: (node, entry) => journals[node]?.add(entry),
    charge: (entry) => ledger.add(entry),
    session: (node, t, line) => {
      const dump = fileOf(TRIAL_FILES.dumps, `${nodeName(node)}.ndjson`);
      if (!dumped.has(node)) dump.add({ store: nodeName(node), t, reason: null });
      dumped.add(node);
      dump.add(line);
    },
  });
  events.append(headerOf(truth));
  const sent = truth.operations - shape.shoppers;
  events.append({
    kind: 'end',
    t: truth.endUs,
    interrupted: false,
    quiet: true,
    generator: { sent, cpuSeconds: 1 },
    balancer: { requests: sent, ownAnswers: 0, servers: {} },
    redis: null,
    nodes: {},
  });
  return truth;
}

const design: Design = {
  name: 'stateful',
  variant: 'stateful',
  routing: 'cookie',
  store: 'memory',
  label: 'stateful (cookie)',
};

const scenario: Scenario = {
  name: 'made-up',
  question: 'How long does it take to judge a long history?',
  designs: [design],
  cluster: {
    nodes: NODES,
    idleTtlMs: TTL_US / 1000,
    port: null,
    paymentDelayMs: 0,
    absoluteTtlMs: null,
    itemBytes: 0,
    persistence: 'none',
  },
  load: {
    ratePerSecond: 1000,
    durationMs: 60_000,
    warmUpMs: 0,
    thinkMs: 1000,
    tabs: 1,
    handOffShare: 0,
    signOutShare: 0,
    heartbeats: 0,
    startOverShare: 0,
    timeoutMs: 10_000,
  },
  faults: [],
  settleMs: 0,
  expect: {},
};

function headerOf({ planned, dumpedUs }: Truth): TrialHeader {
  const load = { ...scenario.load, durationMs: Math.ceil(dumpedUs / 1e6) * 1000 };
  return {
    kind: 'trial',
    format: 1,
    scenario: { ...scenario, load },
    design,
    block: 1,
    seed: 1,
    planHash: 'made-up',
    plannedOperations: planned,
    startedAt: '2026-01-01T00:00:00.000Z',
    loadStartUs: 0,
    commandTimeoutMs: 0,
  };
}

const manifest: Manifest = {
  format: 1,
  lab: 'made-up',
  commit: null,
  seed: 1,
  blocks: 1,
  commandLine: 'made up',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T01:00:00.000Z',
  status: 'complete',
  scenarios: [scenario.name],
  planHashes: { [scenario.name]: 'made-up' },
  versions: {},
  timeOutsMs: {},
  host: { os: '', cores: 0, cpu: '', memoryBytes: 0, node: '' },
  files: [],
};
