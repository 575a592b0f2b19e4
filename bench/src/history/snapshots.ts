/** Writes what is read once at the end of a trial: dumps and the gateway's ledger. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerEntry } from '@session-lab/checkout/protocol';
import { TRIAL_FILES } from './files.js';
import type { DumpHead } from './reader.js';
import type { Dump } from './trial.js';

export function writeDump(trialDir: string, dump: Dump): void {
  const head: DumpHead = {
    store: dump.store,
    t: dump.t,
    reason: dump.sessions === null ? (dump.reason ?? 'no reason given') : null,
    ...(dump.unreadable === undefined ? {} : { unreadable: dump.unreadable }),
  };
  writeFileSync(join(trialDir, TRIAL_FILES.dumps, `${dump.store}.ndjson`), lines([head, ...(dump.sessions ?? [])]));
}

export function writeLedger(trialDir: string, ledger: readonly LedgerEntry[]): void {
  writeFileSync(join(trialDir, TRIAL_FILES.ledger), lines(ledger));
}

const lines = (records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');
