/** The last lines of a process's log, quoted for a person. Pure. */

/** @param lines empty when the process wrote nothing */
export function logQuote(lines: string): string {
  return lines === '' ? 'It wrote nothing.' : `Its last lines:\n${lines.replaceAll(/^/gm, '  | ')}`;
}
