/**
 * External clusters as the command line names them: `--target shop=http://127.0.0.1:8080`. Read and checked, all problems
 * at once; nothing is asked of anybody here. Pure.
 */
import { isLoopback } from '../../load/target.js';
import { COMMAND_LINE } from '../../scenario/problems.js';
import type { ExternalDesign, Problem, Scenario } from '../../scenario/scenario.js';

/** Texts as they were typed. */
export interface TargetFlags {
  readonly targets: readonly string[];
  readonly allowHosts: readonly string[];
}

/** The designs that they name, or all that is wrong with them. */
export type ReadTargets = { readonly ok: readonly ExternalDesign[] } | { readonly problems: readonly Problem[] };

type Complain = (message: string, hint: string | null) => void;

/** It is a key of every object that is keyed by design, and the name of a folder. */
const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const EXAMPLE = 'such as --target shop=http://127.0.0.1:8080';

/** It is loopback by definition (RFC 6761), and looking it up would cost time and may end at either address. */
const LOCALHOST = 'localhost';
const LOCALHOST_ADDRESS = '127.0.0.1';

export function readTargets({ targets, allowHosts }: TargetFlags): ReadTargets {
  const problems: Problem[] = [];
  const names = new Set<string>();
  const hosts = new Set<string>();
  const allowed = new Set(allowHosts.map(bare));
  const designs: ExternalDesign[] = [];
  for (const text of targets) {
    const equals = text.indexOf('=');
    const name = text.slice(0, Math.max(0, equals));
    const complain: Complain = (message, hint) => {
      problems.push(problem(NAME.test(name) ? `--target ${name}` : '--target', message, hint));
    };
    if (name === '') {
      complain(`found ${shown(text)}, expected a name and an address`, EXAMPLE);
      continue;
    }
    checkName(name, names, complain);
    names.add(name);
    const url = readAddress(text.slice(equals + 1), complain);
    if (url === null) continue;
    const host = bare(url.hostname);
    hosts.add(host);
    if (!isLoopback(host) && !allowed.has(host)) {
      const hint = `load goes elsewhere only where the host is repeated: --allow-host ${host}`;
      complain(`found the host ${host}, expected a loopback address (127.0.0.0/8 or ::1)`, hint);
    }
    designs.push(external(name, url));
  }
  for (const each of allowHosts) {
    if (hosts.has(bare(each))) continue;
    problems.push(problem('--allow-host', `no target has the host "${each}"`, 'the host alone, as the target has it'));
  }
  return problems.length > 0 ? { problems } : { ok: designs };
}

function checkName(name: string, taken: ReadonlySet<string>, complain: Complain): void {
  if (!NAME.test(name)) {
    complain(`found the name ${shown(name)}, expected small letters, digits and hyphens, at most 40`, EXAMPLE);
  } else if (name in {}) complain(`found the name "${name}", which every object has`, EXAMPLE);
  else if (taken.has(name)) complain('the name is given twice', 'name each cluster once; --blocks repeats it');
}

/** The hosts that {@link readTargets} accepted, as the load driver knows them. */
export function allowedHosts({ allowHosts }: TargetFlags): string[] {
  return allowHosts.map(bare);
}

/**
 * The scenario, with the targets for designs. What it expects, it expects of the lab's own: of a target it is that nothing
 * is lost without a fault, whatever its name.
 */
export function againstTargets(scenario: Scenario, designs: readonly ExternalDesign[]): Scenario {
  return { ...scenario, designs, expect: {} };
}

/** What of the command line or of its scenarios cannot be done to a cluster that the lab did not start. */
export function problemsOfTargets(
  scenarios: readonly Scenario[],
  given: { readonly designs?: string | undefined; readonly nodes?: string | undefined },
): Problem[] {
  const whose = (flag: 'designs' | 'nodes', message: string): Problem[] =>
    given[flag] === undefined ? [] : [problem(`--${flag}`, message, `leave out --${flag}, or the targets`)];
  return [
    ...whose('designs', 'found beside --target, which names what is compared'),
    ...whose('nodes', 'found beside --target: the lab starts no node of an external cluster'),
    ...scenarios
      .filter(({ faults }) => faults.length > 0)
      .map(({ name, faults }) =>
        problem(
          name,
          `has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`} (${[...new Set(faults.map(({ fault }) => fault))].join(', ')}), expected none`,
          'the lab does nothing to a cluster that it did not start: measure it by a scenario without faults, such as steady',
        ),
      ),
  ];
}

function external(name: string, { origin, host }: URL): ExternalDesign {
  return {
    name,
    variant: 'external',
    routing: 'external',
    store: 'external',
    label: `${name} (${host})`,
    target: origin,
  };
}

/** @returns null where it was complained of */
function readAddress(text: string, complain: Complain): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:') {
    complain('found https:, expected http:', 'the load driver speaks no TLS: name the port behind what ends it');
    return null;
  }
  if (url?.protocol !== 'http:') {
    complain(`found ${shown(text)}, expected http://address:port`, EXAMPLE);
    return null;
  }
  const extra = [
    ...(url.username === '' && url.password === '' ? [] : ['credentials']),
    ...(url.pathname === '/' ? [] : [`the path ${url.pathname}`]),
    ...(url.search === '' ? [] : ['a query']),
    ...(url.hash === '' ? [] : ['a fragment']),
  ];
  if (extra.length > 0) {
    complain(
      `found ${extra.join(' and ')}, expected scheme, host and port alone`,
      'the steps of the protocol are at /api of that host: see apps/checkout/PROTOCOL.md',
    );
    return null;
  }
  if (url.port === '0') {
    complain('found port 0, expected one from 1 to 65535', null);
    return null;
  }
  if (url.hostname === LOCALHOST) url.hostname = LOCALHOST_ADDRESS;
  return url;
}

/** A password is not repeated on a screen that others may see. */
function shown(text: string): string {
  return text.includes('@') ? 'something with an @' : `"${text}"`;
}

function bare(host: string): string {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  return name === LOCALHOST ? LOCALHOST_ADDRESS : name;
}

function problem(path: string, message: string, hint: string | null): Problem {
  return { file: COMMAND_LINE, line: 1, column: 1, path, message, hint };
}
