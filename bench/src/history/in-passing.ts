/**
 * Operations of which none is kept: of a log it is always the same object, which says what the next row says. For whoever
 * counts over millions, and looks at a few fields of each.
 */
import { Log } from './log.js';
import type { OperationLog } from './operation-rows.js';
import type { OperationRecord } from './records.js';
import type { Operations } from './trial.js';

/** Each is valid until the next is asked for. */
export function inPassing(operations: Operations): Iterable<OperationRecord> {
  return operations instanceof Log ? rowsOf(operations as OperationLog) : operations;
}

function* rowsOf(log: OperationLog): Generator<OperationRecord> {
  const row = log.format.row();
  const { bytes } = log.format;
  for (const { view, rows } of log.chunks()) {
    for (let i = 0; i < rows; i += 1) yield row.on(view, i * bytes);
  }
}
