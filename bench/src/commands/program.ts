/** The command line of the lab: commands, flags, help. Bodies are loaded when they are used. */
import { type Command, Help } from 'commander';
import { EXIT, type ExitCode } from '../errors.js';
import { LAB, VERSION } from './arguments.js';
import { commandLine, MAX_SEED, runLine, wholeNumber } from './command-line.js';
import type { Io } from './io.js';

const MAX_BLOCKS = 1000;

/**
 * Parses and runs one command line.
 *
 * @param argv arguments after the program's name
 * @returns the exit code; 64 when the command line is wrong
 * @throws whatever the command throws
 */
export async function runProgram(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.pass;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  return runLine(program, argv, () => exitCode);
}

/** @param done receives the exit code of the command that ran */
export function buildProgram(io: Io, done: (code: ExitCode) => void): Command {
  const program = commandLine(LAB, io)
    .usage('<command> [options]   (<command> --help: its flags)')
    .description('Sessions in server memory or in Redis: who loses what when something breaks?')
    .version(VERSION, '--version', 'print the version of the lab')
    .helpOption('-h, --help', 'this page, or with a command, its flags');
  // The first page has to fit a screen: that there is a page of help and a version, who reads it knows.
  program.configureHelp({
    ...program.configureHelp(),
    visibleOptions: (command) => (command.parent === null ? [] : new Help().visibleOptions(command)),
  });
  program.addHelpText(
    'after',
    examples([
      ['run steady node-kill scale-out', ''],
      ['run node-kill --nodes 8 --rate 800', ''],
      ['run scale-out --designs stateful-modulo,stateless', ''],
      ['check latest', ''],
      ['explain latest 4f7c', ''],
    ]),
  );

  program
    .command('run')
    .summary('run scenarios; print and report what was found')
    .description('Runs each scenario on each of its designs, then judges, prints and reports.')
    .argument('<scenario...>', 'names (see list) or paths of YAML files')
    .option('--designs <names>', 'designs to compare, separated by commas')
    .option('--nodes <count>', 'nodes at the start')
    .option('--rate <number>', 'requests per second')
    .option('--duration <time>', 'how long load lasts, such as 20s')
    .option('--seed <number>', 'another seed draws other shoppers', wholeNumber(0, MAX_SEED), 1)
    .option('--blocks <count>', 'repeat every trial; over several, latency is judged', wholeNumber(1, MAX_BLOCKS), 1)
    .option('--target <name=url>', 'measure a cluster of your own instead (may be repeated)', listed)
    .option('--allow-host <host>', 'let load go to this host, which a target names', listed)
    .option('--out <folder>', 'new folder for the run (default: one in results/runs)')
    .option('--json', 'findings on standard output, and nothing else')
    .addHelpText(
      'after',
      examples([
        ['run node-kill --blocks 10', 'ten times'],
        ['run steady --target shop=http://127.0.0.1:8080', ''],
      ]),
    )
    .action(async (scenarios: string[], { designs, nodes, rate, duration, target, allowHost, ...rest }: RunFlags) => {
      const { runCommand } = await import('./run.js');
      const overrides = { designs, nodes, rate, duration };
      const output = { out: rest.out ?? null, json: rest.json === true };
      const flags = { targets: target ?? [], allowHosts: allowHost ?? [] };
      done(await runCommand({ scenarios, overrides, ...flags, ...rest, ...output }, io));
    });

  program
    .command('noise')
    .summary("measure this machine's noise floor")
    .description('Runs one design against itself: what differs is chance. Later runs on this machine quote it.')
    .argument('[scenario]', 'name (see list) or path of a YAML file', 'steady')
    .option('--design <name>', 'the design that runs against itself', 'stateless')
    .option('--nodes <count>', 'nodes at the start')
    .option('--rate <number>', 'requests per second')
    .option('--duration <time>', 'how long load lasts, such as 20s')
    .option('--seed <number>', 'another seed draws other shoppers', wholeNumber(0, MAX_SEED), 1)
    .option('--blocks <count>', 'pairs of trials', wholeNumber(2, MAX_BLOCKS), 10)
    .option('--json', 'the noise floor on standard output, and nothing else')
    .addHelpText(
      'after',
      examples([
        ['noise', 'about 5 min'],
        ['noise --design stateful --blocks 20', ''],
      ]),
    )
    .action(async (scenario: string, { nodes, rate, duration, ...rest }: NoiseFlags) => {
      const { noiseCommand } = await import('./noise.js');
      const overrides = { nodes, rate, duration };
      done(await noiseCommand({ scenario, overrides, ...rest, json: rest.json === true }, io));
    });

  program
    .command('capacity')
    .summary('find the highest rate of each design')
    .description('Searches the highest rate that meets a latency target, on 1 to N nodes, and who sets that limit.')
    .option('--designs <names>', 'designs to compare, separated by commas')
    .option('--nodes <count>', 'the most nodes; 4, with --quick 2')
    .option('--p99 <time>', 'the latency that 99 % of the requests must keep', '50ms')
    .option('--rounds <count>', 'repeat everything on fresh clusters; 3, with --quick 2')
    .option('--quota <cores>', 'cores a node may use, where the system allows it, or none')
    .option('--seed <number>', 'another seed draws another order', wholeNumber(0, MAX_SEED), 1)
    .option('--quick', 'coarser, and done within a minute')
    .option('--json', 'the figures on standard output, and nothing else')
    .addHelpText(
      'after',
      examples([
        ['capacity --quick', ''],
        ['capacity --nodes 8 --p99 20ms', ''],
      ]),
    )
    .action(async ({ designs, nodes, p99, rounds, quota, seed, quick, json }: CapacityFlags) => {
      const { capacityCommand } = await import('./capacity.js');
      const args = { designs, nodes, p99, rounds, quota, seed, quick: quick === true, json: json === true };
      done(await capacityCommand(args, io));
    });

  program
    .command('list')
    .summary('list the scenarios, designs and faults')
    .description('Lists the scenarios of the lab with their questions, the designs and the faults.')
    .addHelpText(
      'after',
      examples([
        ['list', ''],
        ['list | grep node', 'one line a scenario'],
      ]),
    )
    .action(async () => {
      const { listCommand } = await import('./list.js');
      done(await listCommand(io));
    });

  program
    .command('validate')
    .summary('check scenario files and run nothing')
    .description('Checks scenario files and says all that is wrong with them; without one, those of the lab.')
    .argument('[scenario...]', 'names or paths of YAML files')
    .addHelpText(
      'after',
      examples([
        ['validate', 'all of them'],
        ['validate my-outage.yaml', ''],
      ]),
    )
    .action(async (scenarios: string[]) => {
      const { validateCommand } = await import('./validate.js');
      done(await validateCommand({ scenarios }, io));
    });

  program
    .command('doctor')
    .summary('say what this machine has and lacks')
    .description('Says which programs and limits the lab finds here, and what to do about each problem.')
    .addHelpText(
      'after',
      examples([
        ['doctor', ''],
        ['doctor > doctor.txt', 'to attach to a question'],
      ]),
    )
    .action(async () => {
      const { doctorCommand } = await import('./doctor.js');
      done(await doctorCommand(io));
    });

  program
    .command('check')
    .summary('count a run again from its history')
    .description('Recomputes all findings of a run from its recorded history and compares them.')
    .argument('<run>', 'folder of a run, its name, or latest')
    .addHelpText(
      'after',
      examples([
        ['check latest', ''],
        ['check my-run', 'a folder that `run --out my-run` made'],
      ]),
    )
    .action(async (run: string) => {
      const { checkCommand } = await import('./check.js');
      done(await checkCommand({ run }, io));
    });

  program
    .command('report')
    .summary('print and draw a run again')
    .description('Prints the tables of a run and writes its report and charts again, without running anything.')
    .argument('<run>', 'folder of a run, its name, or latest')
    .addHelpText(
      'after',
      examples([
        ['report latest', ''],
        ['report latest > table.txt', ''],
      ]),
    )
    .action(async (run: string) => {
      const { reportCommand } = await import('./report.js');
      done(await reportCommand({ run }, io));
    });

  program
    .command('explain')
    .summary('tell the story of one session')
    .description('Tells what happened to one session: acknowledged, lost, by which event; with lines of the history.')
    .argument('<run>', 'folder of a run, its name, or latest')
    .argument('<session>', 'its birth, or the beginning of it (a report names some)')
    .addHelpText(
      'after',
      examples([
        ['explain latest 4f7c', ''],
        ['explain latest 4f7c91 > story.txt', ''],
      ]),
    )
    .action(async (run: string, session: string) => {
      const { explainCommand } = await import('./explain.js');
      done(await explainCommand({ run, session }, io));
    });

  program
    .command('selftest')
    .summary('show that the lab finds what is known beforehand')
    .description(
      'Measures servers of known behaviour, judges simulated clusters of known truth, and says what it found.',
    )
    .option('--quick', 'coarser, everything at once')
    .option('--out <folder>', 'new folder for the histories (default: they are not kept)')
    .option('--json', 'the truths on standard output, and nothing else')
    .addHelpText(
      'after',
      examples([
        ['selftest', 'under a minute, on a quiet machine'],
        ['selftest --quick --json', 'for a script'],
      ]),
    )
    .action(async ({ quick, out, json }: SelftestFlags) => {
      const { selftestCommand } = await import('./selftest.js');
      done(await selftestCommand({ quick: quick === true, out: out ?? null, json: json === true }, io));
    });
  return program;
}

interface CapacityFlags {
  readonly designs?: string;
  readonly nodes?: string;
  readonly p99: string;
  readonly rounds?: string;
  readonly quota?: string;
  readonly seed: number;
  readonly quick?: boolean;
  readonly json?: boolean;
}

interface SelftestFlags {
  readonly quick?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}

interface RunFlags {
  readonly designs?: string;
  readonly nodes?: string;
  readonly rate?: string;
  readonly duration?: string;
  readonly seed: number;
  readonly blocks: number;
  readonly target?: readonly string[];
  readonly allowHost?: readonly string[];
  readonly out?: string;
  readonly json?: boolean;
}

interface NoiseFlags extends Omit<RunFlags, 'designs' | 'target' | 'allowHost' | 'out'> {
  readonly design: string;
}

/** Collects the values of a flag that may be repeated. */
function listed(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function examples(lines: readonly (readonly [command: string, why: string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  const text = lines.map(([command, why]) => {
    const line = `  ${LAB} ${command}`;
    return why === '' ? line : `${line}${' '.repeat(width - command.length)}  # ${why}`;
  });
  return `\nExamples:\n${text.join('\n')}`;
}
