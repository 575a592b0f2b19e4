/**
 * Shows progress on a stream: on a terminal lines that are rewritten in place, in one write and without a cursor, so that
 * nothing flickers; elsewhere one plain line a finished trial.
 */
import { styleOf } from '../terminal/style.js';
import { finishedTrials, type ProgressState, renderProgress } from './progress.js';

export interface ProgressOutput {
  write(text: string): void;
  readonly isTty: boolean;
  readonly color: boolean;
  /** Size of the terminal now. */
  columns(): number;
  rows(): number;
}

export interface ProgressWriter extends Disposable {
  update(state: ProgressState): void;
  /** Prints a line for good, above the progress. */
  note(line: string): void;
}

const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/** Its disposal leaves the last state on the screen and gives the cursor back. */
export function createProgressWriter(output: ProgressOutput): ProgressWriter {
  return output.isTty ? liveWriter(output) : plainWriter(output);
}

function plainWriter(output: ProgressOutput): ProgressWriter {
  let last: ProgressState | null = null;
  return {
    update(state) {
      for (const line of finishedTrials(last, state)) output.write(`${line}\n`);
      last = state;
    },
    note: (line) => output.write(`${line}\n`),
    [Symbol.dispose]() {},
  };
}

function liveWriter(output: ProgressOutput): ProgressWriter {
  const style = styleOf(output.color);
  let lines: string[] = [];
  let drawn = 0;
  const home = () => (drawn === 0 ? HIDE : `\u001b[${drawn}A\r`);
  const draw = (above: string) => {
    const shown = fitting(lines, output.rows());
    const body = shown.map((line) => `${line}${CLEAR_LINE}\n`).join('');
    output.write(`${home()}${above}${body}${CLEAR_BELOW}`);
    drawn = shown.length;
  };
  return {
    update(state) {
      // One column is left free: a full line would wrap on some terminals.
      lines = renderProgress(state, output.columns() - 1, style);
      draw('');
    },
    note: (line) => draw(`${line}${CLEAR_LINE}\n`),
    [Symbol.dispose]() {
      output.write(SHOW);
    },
  };
}

/** What fits above the cursor's line; lines at the end are what is to come, and matter least. */
function fitting(lines: readonly string[], rows: number): readonly string[] {
  return lines.slice(0, Math.max(1, rows - 1));
}
