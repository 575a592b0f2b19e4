/** What to do so that the programs are there: nothing, commands to run, or what a person has to type. Pure. */
import { type Manager, PROGRAMS, type ProgramKey } from './programs.js';

/** Refuses every installation, whatever the lab may do. */
export const NO_INSTALL = 'SESSION_LAB_NO_INSTALL';

export interface Facts {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** `sudo` is there; `passwordless`: and asks nothing. */
  readonly sudo: 'passwordless' | 'asks' | 'none';
  /** Package manager of the system; null: none that the lab knows. */
  readonly manager: Manager | null;
  /** Services that the system knew before: nobody touches them. */
  readonly services: readonly string[];
  /** {@link NO_INSTALL} is set. */
  readonly refused: boolean;
  /** Paths of what was found. */
  readonly found: Readonly<Partial<Record<ProgramKey, string>>>;
}

export interface Step {
  readonly command: readonly [program: string, ...args: string[]];
  /** What it comes to, as a person would type it. */
  readonly inWords: string;
  /** Said before it runs. */
  readonly why: string;
  /** The plan goes on when it fails: a later step shows whether it mattered. */
  readonly mayFail: boolean;
}

export type Provisioning =
  | { readonly kind: 'ready' }
  | { readonly kind: 'install'; readonly missing: readonly ProgramKey[]; readonly steps: readonly Step[] }
  /** `hint` has exactly what to type. */
  | {
      readonly kind: 'impossible';
      readonly code: 'LAB_PROGRAM_MISSING' | 'LAB_PLATFORM';
      readonly message: string;
      readonly hint: string;
    };

export function planProvisioning(facts: Facts, wanted: readonly ProgramKey[]): Provisioning {
  if (facts.platform === 'win32') {
    return {
      kind: 'impossible',
      code: 'LAB_PLATFORM',
      message: 'The lab does not run on Windows itself: it stops and freezes processes by POSIX signals.',
      hint: 'use WSL2: type "wsl --install", then run the lab inside of it',
    };
  }
  const missing = wanted.filter((key) => facts.found[key] === undefined);
  if (missing.length === 0) return { kind: 'ready' };
  const { manager } = facts;
  // Homebrew refuses to run as root; the others need root.
  const allowed = manager === 'brew' ? !facts.isRoot : facts.isRoot || facts.sudo === 'passwordless';
  if (manager === null || facts.refused || !allowed) return impossible(facts, missing);
  return { kind: 'install', missing, steps: installSteps(manager, missing, facts) };
}

function installSteps(manager: Manager, missing: readonly ProgramKey[], facts: Facts): Step[] {
  const needed = missing.map((key) => `${PROGRAMS[key].title} (${PROGRAMS[key].purpose})`);
  const why = `${needed.join(' and ')} ${needed.length === 1 ? 'is' : 'are'} missing`;
  if (manager === 'brew') {
    return missing.map((key) => ({
      command: ['sh', '-c', firstOf(manager, key, (name) => `brew install --quiet ${name}`)],
      inWords: `brew install ${PROGRAMS[key].packages.brew[0]}`,
      why: `${PROGRAMS[key].title} (${PROGRAMS[key].purpose}) is missing`,
      mayFail: false,
    }));
  }
  const root: readonly string[] = facts.isRoot ? [] : ['sudo', '-n'];
  const asRoot = (script: string): Step['command'] => [...root, 'sh', '-c', script] as unknown as Step['command'];
  const inWords = (install: string) =>
    [...root, install, ...missing.map((key) => PROGRAMS[key].packages[manager][0])].join(' ');
  if (manager === 'dnf') {
    const script = missing.map((key) => firstOf(manager, key, (name) => `dnf install -y ${name}`)).join(' && ');
    return [
      { command: asRoot(script), inWords: inWords('dnf install -y'), why, mayFail: false },
      ...disableSteps(missing, facts, asRoot),
    ];
  }
  const update = 'apt-get -o DPkg::Lock::Timeout=120 update';
  const install = missing.map((key) => firstOf(manager, key, aptInstall)).join(' && ');
  return [
    {
      command: asRoot(update),
      inWords: [...root, 'apt-get update'].join(' '),
      why: 'to know which packages there are',
      mayFail: true,
    },
    { command: asRoot(withoutStartingServices(install)), inWords: inWords('apt-get install -y'), why, mayFail: false },
    ...disableSteps(missing, facts, asRoot),
  ];
}

function aptInstall(name: string): string {
  return `DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends ${name}`;
}

/**
 * Debian's packages start their service right away, unless `policy-rc.d` forbids it (exit 101). It is ours, by its mark,
 * for as long as the installation takes, and one that stands there already is left alone.
 */
function withoutStartingServices(script: string): string {
  const policy = '/usr/sbin/policy-rc.d';
  const undo = `grep -qs session-lab ${policy} && rm -f ${policy}`;
  const forbid = `printf '#!/bin/sh\\n# session-lab: no service starts while packages are installed\\nexit 101\\n' > ${policy}`;
  return `[ -e ${policy} ] || { ${forbid} && chmod 755 ${policy}; }; trap '${undo}' EXIT; trap 'exit 130' INT TERM HUP; ${script}`;
}

function disableSteps(
  missing: readonly ProgramKey[],
  facts: Facts,
  asRoot: (script: string) => Step['command'],
): Step[] {
  const services = missing
    .flatMap((key): readonly string[] => PROGRAMS[key].services)
    .filter((service) => !facts.services.includes(service));
  if (services.length === 0) return [];
  const script = `command -v systemctl >/dev/null || exit 0; for s in ${services.join(' ')}; do systemctl stop $s.service; systemctl disable $s.service; done >/dev/null 2>&1; true`;
  const inWords = `systemctl disable --now ${services.join(' ')}`;
  return [{ command: asRoot(script), inWords, why: 'so that no service is left running or enabled', mayFail: true }];
}

function firstOf(manager: Manager, key: ProgramKey, command: (name: string) => string): string {
  const [first, ...others] = PROGRAMS[key].packages[manager];
  const commands = [first, ...others].map((name) => command(name));
  return commands.length === 1 ? command(first) : `{ ${commands.join(' || ')}; }`;
}

function impossible(facts: Facts, missing: readonly ProgramKey[]): Provisioning {
  const titles = missing.map((key) => `${PROGRAMS[key].title} (${PROGRAMS[key].purpose})`);
  const because = facts.refused
    ? ` and ${NO_INSTALL} forbids installing`
    : facts.manager === null
      ? ' and no package manager that the lab knows (apt, dnf, brew) is here'
      : facts.manager === 'brew'
        ? ' and Homebrew does not run as root'
        : ' and installing needs root or sudo without a password';
  return {
    kind: 'impossible',
    code: 'LAB_PROGRAM_MISSING',
    message: `${titles.join(' and ')} ${titles.length === 1 ? 'is' : 'are'} missing${because}.`,
    hint: whatToType(facts, missing),
  };
}

function whatToType(facts: Facts, missing: readonly ProgramKey[]): string {
  const { manager } = facts;
  if (manager === null) {
    const names = missing.map((key) => PROGRAMS[key].executables.slice(0, 2).join(' or ')).join(' and ');
    return `install ${names} by the means of your system, so that PATH finds them`;
  }
  const packages = missing.map((key) => PROGRAMS[key].packages[manager][0]).join(' ');
  if (manager === 'brew') return `type: brew install ${packages}${facts.isRoot ? ' (not as root)' : ''}`;
  const sudo = facts.isRoot || facts.sudo === 'none' ? '' : 'sudo ';
  const install =
    manager === 'apt'
      ? `${sudo}apt-get update && ${sudo}apt-get install -y ${packages}`
      : `${sudo}dnf install -y ${packages}`;
  return facts.isRoot || sudo !== '' ? `type: ${install}` : `as root, type: ${install}`;
}
