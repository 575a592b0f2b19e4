/** One set-up at a time in one clone: a file with the holder's process id. A dead holder's lock is taken over. */
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, say } from './root.mjs';

const POLL_MS = 200;

/** @param work runs while no other start of this clone does */
export async function withLock(work) {
  const file = join(tmpdir(), `session-lab-setup-${process.getuid?.() ?? 0}-${digest(realpathSync(ROOT))}.lock`);
  let said = false;
  while (!take(file)) {
    if (!said) say('another start is setting this clone up: waiting for it');
    said = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const holder = readHolder(file);
  if (holder !== null && !isAlive(holder)) removeStale(file, holder);
  return false;
}

/** @returns null when the file is gone or not yet written */
function readHolder(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** Moved aside first: of two who find it stale, one succeeds, and a fresh lock that was moved by mistake is put back. */
function removeStale(file, holder) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readHolder(aside) === holder) rmSync(aside);
    else renameSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
