/** Progress of a run: state in, text out. Pure; the writer beside it owns the terminal. */
import { cellWidth } from '../columns.js';
import { count, duration } from '../figures.js';
import type { Style } from '../terminal/style.js';

export interface ProgressState {
  /** In the order of the run. */
  readonly scenarios: readonly ScenarioProgress[];
}

export interface ScenarioProgress {
  readonly scenario: string;
  /** Trials of each design. */
  readonly blocks: number;
  readonly designs: readonly DesignProgress[];
  /** Spent on its trials so far. */
  readonly elapsedSeconds: number;
  /** Estimate of what its trials will take together. */
  readonly totalSeconds: number;
}

export interface DesignProgress {
  readonly design: string;
  /** `interrupted`: what was measured until then is on disk. */
  readonly state: 'todo' | 'running' | 'done' | 'interrupted';
  /** Trials of it that are on disk. */
  readonly trialsDone: number;
  /** Of the running trial, or of the last one; null before the first. */
  readonly trial: TrialFigures | null;
}

export interface TrialFigures {
  /** Seconds of load; below 0 while its cluster starts. */
  readonly seconds: number;
  readonly ofSeconds: number;
  /** Shoppers alive. */
  readonly alive: number;
  readonly requestsPerSecond: number;
  /** Answers without session so far: only a counter, the checkers say later what was lost. */
  readonly withoutSession: number;
}

const SIGNS = { todo: '·', running: '▸', done: '✓', interrupted: '–' } as const;
const BAR = 10;

/** One line a scenario, each at most `columns` wide: what matters least goes first where room is short. */
export function renderProgress(state: ProgressState, columns: number, style: Style): string[] {
  const names = Math.max(0, ...state.scenarios.map(({ scenario }) => cellWidth(scenario)));
  return state.scenarios.map((scenario) => {
    const name = `  ${scenario.scenario.padEnd(names)}  `;
    const right = clock(scenario);
    const room = columns - cellWidth(name) - cellWidth(right) - 2;
    const texts = middles(scenario);
    const text = texts.find((one) => cellWidth(one) <= room) ?? texts.at(-1) ?? '';
    const line = clip(`${name}${text.padEnd(room)}  ${right}`, columns);
    return phase(scenario) === 'done' ? style.dim(line) : line;
  });
}

function phase({ designs, blocks }: ScenarioProgress): 'todo' | 'running' | 'done' {
  if (designs.every(({ state }) => state === 'todo')) return 'todo';
  const over = ({ state, trialsDone }: DesignProgress) =>
    state === 'interrupted' || (state === 'done' && trialsDone >= blocks);
  return designs.every(over) ? 'done' : 'running';
}

/** What a scenario's line says, from the fullest to the shortest. */
function middles(scenario: ScenarioProgress): string[] {
  const { designs, blocks } = scenario;
  if (phase(scenario) === 'todo') return [`${designs.length} ${designs.length === 1 ? 'design' : 'designs'} to go`];
  const signs = designs
    .map(
      ({ design, state, trialsDone }) => `${design} ${SIGNS[state]}${blocks === 1 ? '' : ` ${trialsDone}/${blocks}`}`,
    )
    .join('  ');
  const running = designs.find(({ state }) => state === 'running')?.trial ?? null;
  if (running === null) return [signs];
  return figures(running).map((text) => `${signs} ${text}`);
}

function figures(trial: TrialFigures): string[] {
  if (trial.seconds < 0) return [`${bar(0)}  starting`, 'starting'];
  const time = `${Math.floor(trial.seconds)} of ${duration(trial.ofSeconds)}`;
  const without = `${count(trial.withoutSession)} without session`;
  const all = [time, `${count(trial.alive)} shoppers`, `${count(trial.requestsPerSecond)} req/s`, without].join(' · ');
  return [`${bar(trial.seconds / trial.ofSeconds)}  ${all}`, all, `${time} · ${without}`, time];
}

function bar(share: number): string {
  const full = Math.max(0, Math.min(BAR, Math.round(share * BAR)));
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}

/** `24 s`, `8 s, 20 s left`, `about 55 s` */
function clock(scenario: ScenarioProgress): string {
  const elapsed = duration(scenario.elapsedSeconds);
  const left = Math.max(0, scenario.totalSeconds - scenario.elapsedSeconds);
  return {
    todo: `about ${duration(scenario.totalSeconds)}`,
    running: `${elapsed}, ${duration(left)} left`,
    done: elapsed,
  }[phase(scenario)];
}

function clip(line: string, columns: number): string {
  const cells = [...line];
  return cells.length <= columns ? line : `${cells.slice(0, Math.max(0, columns - 1)).join('')}…`;
}

/** Plain lines for the trials that ended between two states. */
export function finishedTrials(before: ProgressState | null, now: ProgressState): string[] {
  return now.scenarios.flatMap(({ scenario, blocks, designs }, s) =>
    designs.flatMap(({ design, state, trialsDone, trial }, d) => {
      const earlier = before?.scenarios[s]?.designs[d];
      if (trialsDone <= (earlier?.trialsDone ?? 0)) return [];
      const block = blocks === 1 ? '' : ` block ${trialsDone} of ${blocks}`;
      const told =
        trial === null
          ? ''
          : ` · ${duration(Math.max(0, trial.seconds))} of load · ${count(trial.requestsPerSecond)} req/s · ${count(trial.withoutSession)} without session`;
      return [`${scenario} ${design}${block}: ${state === 'interrupted' ? 'interrupted' : 'done'}${told}`];
    }),
  );
}
