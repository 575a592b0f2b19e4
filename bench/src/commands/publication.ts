/** What a run's folder gets from its record: findings, report, charts. Nothing here runs or measures anything. */
import { join } from 'node:path';
import type { Findings } from '../analysis/findings.js';
import { latencyLog } from '../analysis/hlog.js';
import type { Manifest } from '../analysis/manifest.js';
import { runFindings } from '../analysis/run.js';
import { judgeInThreads } from '../checkers/judge-in-threads.js';
import type { Judgement } from '../checkers/judgement.js';
import { describeFaults } from '../faults/index.js';
import { TRIAL_FILES } from '../history/files.js';
import type { TrialRecord } from '../history/trial.js';
import { renderCharts } from '../reporters/charts/charts.js';
import { explainBirth } from '../reporters/explain.js';
import { renderMarkdown, type Witness } from '../reporters/markdown/report.js';
import type { RunFolder } from '../store/run-folder.js';
import { type RunTrials, readTrials } from '../store/run-reader.js';

export interface Recomputed {
  readonly findings: Findings;
  readonly trials: readonly TrialRecord[];
  /** Without the trials whose checkers failed: the findings say so. */
  readonly judgements: ReadonlyMap<TrialRecord, Judgement>;
  readonly unreadable: RunTrials['unreadable'];
}

/** Findings of the run in a folder, recomputed from its recorded history. */
export async function recompute(runDir: string, manifest: Manifest): Promise<Recomputed> {
  const { trials, unreadable } = await readTrials(runDir, manifest);
  const judgements = new Map<TrialRecord, Judgement>();
  const failures = new Map<TrialRecord, unknown>();
  for (const trial of trials) {
    try {
      judgements.set(trial, await judgeInThreads(trial));
    } catch (error) {
      failures.set(trial, error);
    }
  }
  const findings = runFindings(
    { lab: manifest.lab, seed: manifest.seed, blocks: manifest.blocks, noise: manifest.noise, trials },
    describeFaults,
    (trial) => {
      const judgement = judgements.get(trial);
      if (judgement === undefined) throw failures.get(trial);
      return judgement;
    },
  );
  return { findings, trials, judgements, unreadable };
}

export const findingsText = (findings: Findings): string => `${JSON.stringify(findings, null, 2)}\n`;

/**
 * Writes everything but the manifest.
 *
 * @param onUnreadable told of each trial that is left out, and why
 */
export async function publish(
  folder: RunFolder,
  manifest: Manifest,
  onUnreadable: (reason: string) => void = () => {},
): Promise<Findings> {
  const recomputed = await recompute(folder.path, manifest);
  const { findings, trials, unreadable } = recomputed;
  for (const { reason } of unreadable) onUnreadable(reason);
  folder.write('findings.json', findingsText(findings));
  for (const trial of trials) {
    const { scenario, block, design } = trial.header;
    folder.write(join('trials', scenario.name, String(block), design.name, TRIAL_FILES.latency), latencyLog(trial));
  }
  const charts = renderCharts(findings, manifest);
  for (const { name, bytes } of charts.files) folder.write(join('charts', name), bytes);
  folder.write('report.md', renderMarkdown(findings, manifest, charts, witnessesOf(recomputed)));
  return findings;
}

/** The stories of the sessions that the findings name. */
function witnessesOf({ findings, judgements }: Recomputed): Witness[] {
  return [...judgements].flatMap(([trial, { births }]) => {
    const { scenario, block, design } = trial.header;
    const named = findings.scenarios[scenario.name]?.designs[design.name]?.witnesses ?? [];
    return births
      .filter(({ birth }) => named.some((witness) => witness.block === block && witness.birth === birth))
      .map((verdict) => ({
        scenario: scenario.name,
        design: design.name,
        birth: verdict.birth,
        story: explainBirth(trial, verdict),
      }));
  });
}
