/** From the bytes of a scenario file to a {@link Scenario}, or to all of its problems at once. Pure. */
import { designNamed } from './designs.js';
import { parseScenarioText } from './document.js';
import { describeIssues, showPath } from './issues.js';
import { checkRules, type Finding } from './rules.js';
import { salvage } from './salvage.js';
import type { Design, FaultSpec, Problem, Scenario } from './scenario.js';
import { type ScenarioFile, scenarioSchema } from './schema.js';
import { decodeSource } from './source.js';

export type Decoded = { readonly ok: Scenario } | { readonly problems: readonly Problem[] };

/** Shown in lists and used in folder names. */
const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * @param name the file's name without its ending: the name of the scenario
 * @param file what problems call the file
 */
export function decodeScenario(name: string, file: string, bytes: Uint8Array): Decoded {
  const problems: Problem[] = [];
  if (!NAME_PATTERN.test(name)) {
    const message = `"${name}" is no name for a scenario`;
    problems.push({ file, line: 1, column: 1, path: '', message, hint: 'lower-case letters, digits and hyphens' });
  }
  const source = decodeSource(bytes);
  if ('message' in source) return { problems: [...problems, { file, path: '', ...source }] };
  const parsed = parseScenarioText(source.text);
  if ('problems' in parsed) {
    return { problems: [...problems, ...parsed.problems.map((problem) => ({ file, path: '', ...problem }))] };
  }
  const { value, locate } = parsed;
  const decoded = scenarioSchema.safeParse(value);
  let scenario = decoded.data;
  let restore = (finding: Finding): Finding | null => finding;
  if (!decoded.success) {
    const { issues } = decoded.error;
    problems.push(...describeIssues(issues, parsed, file));
    const sound = salvage(value, issues);
    scenario = scenarioSchema.safeParse(sound.value).data;
    restore = sound.restore;
  }
  const whole = scenario === undefined ? null : toScenario(name, scenario);
  for (const found of whole === null ? [] : checkRules(whole)) {
    const finding = restore(found);
    if (finding === null) continue;
    const { path, message, hint } = finding;
    problems.push({ file, ...locate(path, 'value'), path: showPath(path), message, hint });
  }
  return whole === null || problems.length > 0 ? { problems: sorted(problems) } : { ok: whole };
}

function toScenario(name: string, file: ScenarioFile): Scenario {
  const { cluster, load } = file;
  return {
    name,
    question: file.question,
    designs: file.designs.map((design) => designNamed(design) as Design),
    cluster: {
      nodes: cluster.nodes,
      idleTtlMs: cluster.idleTtl,
      absoluteTtlMs: cluster.absoluteTtl ?? null,
      itemBytes: cluster.itemBytes,
      persistence: cluster.persistence,
      port: cluster.port ?? null,
      paymentDelayMs: cluster.paymentDelay,
    },
    load: {
      ratePerSecond: load.rate,
      durationMs: load.duration,
      warmUpMs: load.warmUp,
      thinkMs: load.think,
      handOffShare: load.handOff,
      signOutShare: load.signOut,
      heartbeats: load.heartbeats,
      tabs: load.tabs,
      startOverShare: load.startOver,
      timeoutMs: load.timeout,
    },
    faults: file.faults.map(toFault),
    settleMs: file.settle,
    expect: file.expect,
  };
}

function toFault(fault: ScenarioFile['faults'][number]): FaultSpec {
  const { at: atMs, ...rest } = fault;
  if (!('for' in rest)) return { ...rest, atMs };
  const { for: forMs, ...named } = rest;
  return { ...named, atMs, forMs };
}

function sorted(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
}
