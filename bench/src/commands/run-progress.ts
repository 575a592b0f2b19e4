/** Follows a run and shows it: keeps the state that the progress reporter draws. */

import { duration } from '../reporters/figures.js';
import type { DesignProgress, ProgressState, ScenarioProgress } from '../reporters/progress/progress.js';
import { createProgressWriter, type ProgressWriter } from '../reporters/progress/writer.js';
import { type DiscardedTrial, discardedTrial } from '../runner/discarded.js';
import { blocksSeconds, trialSeconds } from '../runner/estimate.js';
import type { TrialDone, TrialId } from '../runner/run.js';
import type { TrialProgress } from '../runner/trial.js';
import type { Scenario } from '../scenario/scenario.js';
import type { Io } from './io.js';

/** Seconds that a run will take. */
export function estimateSeconds(scenarios: readonly Scenario[], blocks: number): number {
  const discarded = discardedTrial(scenarios, blocks);
  const first = discarded === null ? 0 : trialSeconds(discarded.scenario.load.durationMs / 1000);
  return scenarios.reduce((sum, scenario) => sum + scenarioSeconds(scenario, blocks), first);
}

function scenarioSeconds({ load, designs }: Scenario, blocks: number): number {
  return blocksSeconds(load.durationMs / 1000, designs.length, blocks);
}

interface Row {
  readonly scenario: Scenario;
  readonly designs: Map<string, DesignProgress>;
  /** Of its finished trials. */
  spentSeconds: number;
}

export class RunProgress implements Disposable {
  readonly #io: Io;
  readonly #blocks: number;
  readonly #rows: readonly Row[];
  readonly #writer: ProgressWriter;
  #trialStartUs = 0;
  #last: { readonly sent: number; readonly elapsedSeconds: number } | null = null;

  constructor(io: Io, scenarios: readonly Scenario[], blocks: number) {
    this.#io = io;
    this.#blocks = blocks;
    this.#rows = scenarios.map((scenario) => ({
      scenario,
      designs: new Map(
        scenario.designs.map(({ name }) => [name, { design: name, state: 'todo', trialsDone: 0, trial: null }]),
      ),
      spentSeconds: 0,
    }));
    this.#writer = createProgressWriter({
      write: io.stderr,
      isTty: io.stderrIsTty,
      color: io.color,
      columns: io.columns,
      rows: io.rows,
    });
    this.#writer.update(this.#state(null));
  }

  update(id: TrialId, state: 'started' | TrialProgress | TrialDone): void {
    const row = this.#rows.find(({ scenario }) => scenario.name === id.scenario.name);
    const before = row?.designs.get(id.design.name);
    if (row === undefined || before === undefined) return;
    if (state === 'started') {
      this.#trialStartUs = this.#io.nowUs();
      this.#last = null;
      row.designs.set(id.design.name, { ...before, state: 'running', trial: figures(id.scenario, null, 0) });
    } else if ('done' in state) {
      row.spentSeconds += this.#trialSeconds();
      const done = {
        ...before,
        trialsDone: before.trialsDone + 1,
        state: state.interrupted ? 'interrupted' : 'done',
      } as const;
      row.designs.set(id.design.name, { ...done, trial: this.#overall(before.trial, state.interrupted) });
    } else {
      row.designs.set(id.design.name, { ...before, trial: figures(id.scenario, state, this.#rate(state)) });
    }
    this.#writer.update(this.#state(state !== 'started' && 'done' in state ? null : row));
  }

  /** Said once: nothing of that trial is counted. */
  discarding({ scenario, design }: DiscardedTrial): void {
    this.note(
      `one short trial of ${design.name} comes first, and is thrown away: first ones are slower (about ${duration(trialSeconds(scenario.load.durationMs / 1000))})`,
    );
  }

  /** A line for good, above the progress. */
  note(line: string): void {
    this.#writer.note(line);
  }

  [Symbol.dispose](): void {
    this.#writer[Symbol.dispose]();
  }

  /** Over the last report, so that it follows what happens. */
  #rate({ sent, elapsedSeconds }: TrialProgress): number {
    const last = this.#last ?? { sent: 0, elapsedSeconds: 0 };
    this.#last = { sent, elapsedSeconds };
    return elapsedSeconds > last.elapsedSeconds ? (sent - last.sent) / (elapsedSeconds - last.elapsedSeconds) : 0;
  }

  /** Of a finished trial: the mean rate, not that of its last moments. */
  #overall(trial: DesignProgress['trial'], interrupted: boolean): DesignProgress['trial'] {
    if (trial === null || this.#last === null) return trial;
    const { sent, elapsedSeconds } = this.#last;
    const seconds = interrupted ? elapsedSeconds : trial.ofSeconds;
    return { ...trial, seconds, requestsPerSecond: Math.round(sent / elapsedSeconds) };
  }

  #trialSeconds(): number {
    return (this.#io.nowUs() - this.#trialStartUs) / 1e6;
  }

  #state(running: Row | null): ProgressState {
    return { scenarios: this.#rows.map((row) => this.#scenario(row, row === running)) };
  }

  #scenario(row: Row, running: boolean): ScenarioProgress {
    return {
      scenario: row.scenario.name,
      blocks: this.#blocks,
      designs: [...row.designs.values()],
      elapsedSeconds: row.spentSeconds + (running ? this.#trialSeconds() : 0),
      totalSeconds: scenarioSeconds(row.scenario, this.#blocks),
    };
  }
}

function figures(
  scenario: Scenario,
  progress: TrialProgress | null,
  requestsPerSecond: number,
): DesignProgress['trial'] {
  return {
    seconds: progress?.elapsedSeconds ?? -1,
    ofSeconds: scenario.load.durationMs / 1000,
    alive: progress?.alive ?? 0,
    requestsPerSecond: Math.round(requestsPerSecond),
    withoutSession: progress?.withoutSession ?? 0,
  };
}
