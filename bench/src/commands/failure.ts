/** What a person reads when a command fails: message and hint; for a bug, a stack and where it was kept. Pure. */
import { type ErrorCode, EXIT, type ExitCode, LabError } from '../errors.js';

/** A listing of problems speaks for itself. */
const LISTINGS: readonly ErrorCode[] = [
  'LAB_SCENARIO_INVALID',
  'LAB_SCENARIO_NOT_FOUND',
  'LAB_DESIGN_UNKNOWN',
  'LAB_TARGET_REFUSED',
];

export interface Failure {
  /** For standard error, with a final newline. */
  readonly text: string;
  readonly exitCode: ExitCode;
  /** It is a bug: its report belongs into a log file. */
  readonly isBug: boolean;
}

/** Whoever was writing when the last byte was taken: that is no bug. */
function isDiskFull(error: unknown): error is NodeJS.ErrnoException {
  if (!(error instanceof Error) || error instanceof LabError) return false;
  return (error as NodeJS.ErrnoException).code === 'ENOSPC' || isDiskFull(error.cause);
}

function noRoom({ message }: Error): LabError {
  const hint = 'free some room, or write elsewhere with --out; what was measured until then is kept';
  return new LabError('LAB_DISK_FULL', `the disk is full (${message})`, hint);
}

/** @param logPath where the caller keeps the text of a bug */
export function describeFailure(thrown: unknown, logPath: string): Failure {
  const error = isDiskFull(thrown) ? noRoom(thrown) : thrown;
  if (error instanceof LabError) {
    const lines = [error.message];
    if (error.hint !== null) lines.push(`→ ${error.hint.replaceAll('\n', '\n  ')}`);
    if (!LISTINGS.includes(error.code)) lines.push(`(${error.code}: see bench/README.md)`);
    return { text: `${lines.join('\n')}\n`, exitCode: error.exitCode, isBug: false };
  }
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const cause = error instanceof Error && error.cause !== undefined ? `caused by ${String(error.cause)}\n` : '';
  const advice = `This is a bug of the lab. Please report it as an issue of this repository, with ${logPath}`;
  return { text: `${stack}\n${cause}${advice}\n`, exitCode: EXIT.bug, isBug: true };
}
