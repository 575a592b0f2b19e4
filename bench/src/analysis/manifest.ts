/** How a run was made: what stands beside its findings, and is no finding. */
import type { MachineScore } from '../machine/score.js';
import type { NoiseFloor } from './findings.js';

/** `manifest.json`: how the run was made. */
export interface Manifest {
  readonly format: 1;
  readonly lab: string;
  readonly commit: string | null;
  readonly seed: number;
  readonly blocks: number;
  readonly commandLine: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly status: 'running' | 'complete' | 'interrupted' | 'failed';
  /** In the order of the command line. */
  readonly scenarios: readonly string[];
  /** By scenario, of the first block. */
  readonly planHashes: Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, string>>;
  /** Milliseconds, by who waits for whom; the same for every design. */
  readonly timeOutsMs: Readonly<Record<string, number>>;
  readonly host: {
    readonly os: string;
    readonly cores: number;
    readonly cpu: string;
    readonly memoryBytes: number;
    readonly node: string;
  };
  /** The machine before anything was started; absent in older runs. */
  readonly machine?: MachineScore;
  /** The machine's noise floor, where it had been measured; absent in older runs. */
  readonly noise?: NoiseFloor | null;
  readonly files: readonly string[];
}
