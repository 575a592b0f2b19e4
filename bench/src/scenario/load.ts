/** Scenarios by name or path: found, read, decoded, changed by flags. */
import { type ErrorCode, LabError } from '../errors.js';
import { type Decoded, decodeScenario } from './decode.js';
import type { ScenarioFiles } from './files.js';
import { applyOverrides, isUnknownDesign, type Overrides } from './overrides.js';
import { COMMAND_LINE, formatProblems } from './problems.js';
import type { Problem, Scenario } from './scenario.js';
import { suggest } from './suggestion.js';

/** @param nameOrPath `node-kill`, or a path to a YAML file */
export function loadScenario(nameOrPath: string, files: ScenarioFiles): Decoded {
  const found = files.find(nameOrPath);
  if ('bytes' in found) return decodeScenario(found.name, found.file, found.bytes);
  const known = files.names();
  const hint = found.hint ?? (known.length > 0 ? suggest(nameOrPath, known) : null);
  return { problems: [{ file: nameOrPath, line: 0, column: 0, path: '', message: found.message, hint }] };
}

/**
 * All of the scenarios, or an error that lists all problems of all of them.
 *
 * @param others what else is wrong with the command line: listed with them, and no reason to throw alone
 * @throws LabError LAB_SCENARIO_NOT_FOUND or LAB_DESIGN_UNKNOWN when nothing else is wrong, else LAB_SCENARIO_INVALID; its
 * message is the listing and it has no hint of its own
 */
export function loadScenarios(
  namesOrPaths: readonly string[],
  overrides: Overrides,
  files: ScenarioFiles,
  others: readonly Problem[] = [],
): readonly Scenario[] {
  const problems: Problem[] = [];
  const scenarios: Scenario[] = [];
  for (const nameOrPath of namesOrPaths) {
    const decoded = loadScenario(nameOrPath, files);
    const changed = 'ok' in decoded ? applyOverrides(decoded.ok, overrides) : decoded;
    if ('problems' in changed) problems.push(...changed.problems.filter((problem) => !isRepeated(problem, problems)));
    else if (scenarios.some(({ name }) => name === changed.ok.name)) problems.push(namedTwice(changed.ok.name));
    else scenarios.push(changed.ok);
  }
  if (problems.length === 0) return scenarios;
  throw new LabError(codeOf(problems), formatProblems([...problems, ...others]));
}

function codeOf(problems: readonly Problem[]): ErrorCode {
  if (problems.every(({ line }) => line === 0)) return 'LAB_SCENARIO_NOT_FOUND';
  return problems.every(isUnknownDesign) ? 'LAB_DESIGN_UNKNOWN' : 'LAB_SCENARIO_INVALID';
}

/** A flag that is wrong by itself is wrong for every scenario, and said once. */
function isRepeated(problem: Problem, listed: readonly Problem[]): boolean {
  return listed.some(
    ({ file, path, message }) => file === COMMAND_LINE && path === problem.path && message === problem.message,
  );
}

function namedTwice(name: string): Problem {
  const message = `scenario "${name}" is named twice`;
  return { file: COMMAND_LINE, line: 1, column: 1, path: '', message, hint: 'name it once; --blocks repeats it' };
}
