/** The processes of a lab that runs, for tests that do to them what no lab would. From /proc, as all acceptance tests. */
import { readdirSync, readFileSync } from 'node:fs';

/** Programs by the end of their path. */
const PROGRAMS = { generator: 'load/main.js', payments: 'payments/dist/main.js' } as const;

/** @throws Error where that lab has no such process */
export function childOf(lab: number, program: keyof typeof PROGRAMS): number {
  const found = childrenOf(lab).find((pid) => commandOf(pid).includes(PROGRAMS[program]));
  if (found === undefined) throw new Error(`the lab ${lab} has no ${program}`);
  return found;
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const text = orNothing(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
      // State and parent follow the command in parentheses.
      return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]) === parent;
    });
}

const commandOf = (pid: number): string => orNothing(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));

/** Processes come and go while they are looked at. */
function orNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
