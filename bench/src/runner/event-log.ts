/** Numbers the cluster's events, says which fault of the script caused them, and appends them to the history. */
import type { EventRecord } from '../history/records.js';
import type { HistoryWriter } from '../history/writer.js';

export class EventLog {
  readonly #history: HistoryWriter;
  #count = 0;
  #fault: number | null = null;

  constructor(history: HistoryWriter) {
    this.#history = history;
  }

  /** The script is at this fault from now on; null: between two. */
  attribute(fault: number | null): void {
    this.#fault = fault;
  }

  append(event: Omit<EventRecord, 'id' | 'kind' | 'fault'>): void {
    this.#count += 1;
    const fault = event.by === 'script' ? this.#fault : null;
    this.#history.append({ kind: 'event', id: this.#count, ...event, fault });
  }
}
