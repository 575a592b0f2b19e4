/** What is under way, on standard error: one line that is written over on a terminal, else a line where it begins anew. */
import type { Io } from '../../commands/io.js';
import { cellWidth } from '../../reporters/columns.js';

const ERASE_LINE = '\r\u001b[K';
/** Before it stands what is told apart where lines cannot be written over. */
const PART = ' · ';

/** @returns takes what is under way; '' when it is over */
export function progressOn(io: Pick<Io, 'stderr' | 'stderrIsTty' | 'columns'>): (text: string) => void {
  let told = '';
  return (text) => {
    if (io.stderrIsTty) {
      const fits = cellWidth(text) < io.columns() ? text : `${text.slice(0, io.columns() - 2)}…`;
      io.stderr(`${ERASE_LINE}${fits}`);
      return;
    }
    const [part = ''] = text.split(PART);
    if (part !== '' && part !== told) io.stderr(`${part}\n`);
    told = part;
  };
}
