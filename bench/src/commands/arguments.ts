/** What each command is told, as the command line was read. */
import type { Overrides } from '../scenario/overrides.js';

export interface RunArgs {
  /** Names or paths, at least one. */
  readonly scenarios: readonly string[];
  /** `--designs`, `--nodes`, `--rate`, `--duration`, as typed. */
  readonly overrides: Overrides;
  /** `--target`, as typed: clusters that others run, in place of the scenario's designs. */
  readonly targets: readonly string[];
  /** `--allow-host`, as typed. */
  readonly allowHosts: readonly string[];
  readonly seed: number;
  readonly blocks: number;
  /** `--out`: a new or empty folder for the run; null: one of its own in results/runs. */
  readonly out: string | null;
  /** Findings on standard output, and nothing else. */
  readonly json: boolean;
}
export interface NoiseArgs {
  /** Name or path. */
  readonly scenario: string;
  /** `--rate`, `--duration`, `--nodes`, as typed. */
  readonly overrides: Overrides;
  /** Name of the design that runs against itself, as typed. */
  readonly design: string;
  readonly seed: number;
  readonly blocks: number;
  /** The noise floor on standard output, and nothing else. */
  readonly json: boolean;
}
/** Texts as they were typed. */
export interface CapacityArgs {
  /** undefined: the usual pair. */
  readonly designs: string | undefined;
  /** The most nodes. */
  readonly nodes: string | undefined;
  readonly p99: string;
  readonly rounds: string | undefined;
  /** Cores a node. */
  readonly quota: string | undefined;
  readonly seed: number;
  /** Fewer nodes and rounds, shorter probes. */
  readonly quick: boolean;
  /** `capacity.json` on standard output, and nothing else. */
  readonly json: boolean;
}
export interface ValidateArgs {
  /** Names or paths; none: all scenarios of the lab. */
  readonly scenarios: readonly string[];
}
/** A run is named by its folder, by the name of its folder in results/runs, or by `latest`. */
export interface CheckArgs {
  readonly run: string;
}
export interface ReportArgs {
  readonly run: string;
}
export interface ExplainArgs {
  readonly run: string;
  /** A birth, or the beginning of one. */
  readonly session: string;
}
export interface SelftestArgs {
  /** Coarser, and everything at once. */
  readonly quick: boolean;
  /** `--out`: a new or empty folder for the histories; null: they are not kept. */
  readonly out: string | null;
  /** The truths as JSON on standard output, and nothing else. */
  readonly json: boolean;
}

export const LAB = 'npm run lab --';
export const VERSION = '0.1.0';
