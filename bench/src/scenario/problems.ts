/** The listing that bad input gets: place, what was found, what would be right. */
import type { Problem } from './scenario.js';

/** `file` of a problem that stands in a flag and not in a file: it has no line. */
export const COMMAND_LINE = 'command line';

/** @returns lines without a final newline; aligned, a hint under each problem that has one, and the count */
export function formatProblems(problems: readonly Problem[]): string {
  const place = (problem: Problem) =>
    problem.file === COMMAND_LINE || problem.line === 0
      ? problem.file
      : `${problem.file}:${problem.line}:${problem.column}`;
  const placeWidth = Math.max(0, ...problems.map((problem) => place(problem).length)) + 3;
  const pathWidth = Math.max(-2, ...problems.map((problem) => problem.path.length || -2)) + 2;
  const lines = problems.flatMap((problem) => {
    const line = `${place(problem).padEnd(placeWidth)}${problem.path.padEnd(pathWidth)}${problem.message}`;
    return problem.hint === null ? [line] : [line, `${' '.repeat(placeWidth)}→ ${problem.hint}`];
  });
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [...lines, `${count}. Nothing was started.`].join('\n');
}
