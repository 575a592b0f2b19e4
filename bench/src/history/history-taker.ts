/** Sorts the records of a history by their kind, as they come. */
import type { Taker } from './lines.js';
import { recordedAtUs } from './merge.js';
import type { OperationLog } from './operation-rows.js';
import { assertRecord } from './record-fields.js';
import type {
  EndRecord,
  EventRecord,
  HistoryRecord,
  JarRecord,
  SampleRecord,
  SkipRecord,
  TrialHeader,
} from './records.js';

export class HistoryTaker implements Taker<HistoryRecord> {
  readonly jars: JarRecord[] = [];
  readonly skips: SkipRecord[] = [];
  readonly events: EventRecord[] = [];
  readonly samples: SampleRecord[] = [];
  header: TrialHeader | null = null;
  end: EndRecord | null = null;
  /** Records that are not in order of time. */
  late = 0;
  readonly #operations: OperationLog;
  readonly #assertRead: (header: TrialHeader) => void;
  #lastUs = Number.NEGATIVE_INFINITY;

  /** @param assertRead throws where this lab cannot read what the header announces */
  constructor(operations: OperationLog, assertRead: (header: TrialHeader) => void) {
    this.#operations = operations;
    this.#assertRead = assertRead;
  }

  take(record: HistoryRecord): void {
    // Of another format it may be another record altogether.
    if (record.kind === 'trial') this.#assertRead(record);
    assertRecord(record);
    this.#inOrder(recordedAtUs(record));
    if (record.kind === 'op') this.#operations.append(record);
    else if (record.kind === 'jar') this.jars.push(record);
    else if (record.kind === 'skip') this.skips.push(record);
    else if (record.kind === 'event') this.events.push(record);
    else if (record.kind === 'sample') this.samples.push(record);
    else if (record.kind === 'end') this.end = record;
    else this.header = record;
  }

  takeLine(bytes: Uint8Array, from: number): number {
    const end = this.#operations.appendLine(bytes, from);
    if (end >= 0) this.#inOrder(this.#operations.format.lastDoneUs);
    return end;
  }

  #inOrder(atUs: number): void {
    if (atUs < this.#lastUs) this.late += 1;
    else this.#lastUs = atUs;
  }
}
