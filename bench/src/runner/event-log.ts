/** Numbers the cluster's events, says which fault of the script caused them, and appends them to the history. */
import { faultInProgress } from '../faults/script.js';
import type { EventRecord } from '../history/records.js';
import type { HistoryWriter } from '../history/writer.js';

export class EventLog {
  readonly #history: HistoryWriter;
  #count = 0;

  constructor(history: HistoryWriter) {
    this.#history = history;
  }

  append(event: Omit<EventRecord, 'id' | 'kind' | 'fault'>): void {
    this.#count += 1;
    const fault = event.by === 'script' ? faultInProgress() : null;
    this.#history.append({ kind: 'event', id: this.#count, ...event, fault });
  }
}
