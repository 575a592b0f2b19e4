/** Reads a node's environment, strictly: every problem at once. Pure. */
import type { LayerSettings } from '../session/layer.js';

export interface NodeSettings extends Omit<LayerSettings, 'warn'> {
  readonly node: string;
  /** Where the node keeps its sessions, by one of the names of its variant. */
  readonly store: string;
  readonly port: number;
  readonly adminPort: number;
  readonly journalFile: string;
  readonly paymentsOrigin: string;
  readonly paymentsTimeoutMs: number;
  /** Bytes that the application keeps with every item of a session. */
  readonly itemBytes: number;
}

const MAX_PORT = 65_535;
/** A timer of more would end at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** A hundred years: beyond it, dates end sooner than numbers do. */
const MAX_TTL_MS = 100 * 365.25 * 24 * 3600 * 1000;

/** Something is missing or malformed in the environment of a process. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/** Collects what is wrong with the variables that it reads. */
export class EnvironmentReader {
  readonly #variables: Readonly<Record<string, string | undefined>>;
  readonly #problems: string[] = [];

  constructor(variables: Readonly<Record<string, string | undefined>>) {
    this.#variables = variables;
  }

  text(name: string, minLength = 1): string {
    const value = this.#variables[name] ?? '';
    if (value.length < minLength) {
      this.#problems.push(`${name} ${value === '' ? 'is missing' : `needs at least ${minLength} characters`}`);
    }
    return value;
  }

  optional(name: string): string | null {
    return this.#variables[name] || null;
  }

  /** A whole number from `min` to `max`. */
  number(name: string, max = Number.MAX_SAFE_INTEGER, min = 0): number {
    const text = this.text(name);
    const value = Number(text);
    if (text !== '' && (!/^\d+$/.test(text) || value > max || value < min)) {
      this.#problems.push(`${name} is not a whole number from ${min} to ${max}: "${text}"`);
    }
    return value;
  }

  /** How long to wait for something, in ms: a timer. */
  timeout(name: string): number {
    return this.number(name, MAX_TIMER_MS, 1);
  }

  /** How long something lives, in ms. */
  ttl(name: string): number {
    return this.number(name, MAX_TTL_MS, 1);
  }

  /** One of these names; the first when the variable is not set. */
  choice(name: string, choices: readonly string[]): string {
    const value = this.optional(name) ?? choices[0] ?? '';
    if (!choices.includes(value)) this.#problems.push(`${name} is none of ${choices.join(', ')}: "${value}"`);
    return value;
  }

  /** What `read` makes of it, or `otherwise` when the variable is not set. */
  either<Default>(name: string, otherwise: Default, read: (name: string) => number): number | Default {
    return this.optional(name) === null ? otherwise : read(name);
  }

  /** A port number; 0 for any free one. */
  port(name: string): number {
    return this.number(name, MAX_PORT);
  }

  /** @throws EnvironmentError when anything read so far was wrong */
  check(): void {
    if (this.#problems.length > 0) throw new EnvironmentError(this.#problems.join('; '));
  }
}

const MIN_SECRET_LENGTH = 32;
/** For a node that was given no deadline for its store. */
const DEFAULT_COMMAND_TIMEOUT_MS = 1000;

/**
 * @param stores names that LAB_STORE may have
 * @throws EnvironmentError
 */
export function readNodeEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  stores: readonly string[],
): NodeSettings {
  const read = new EnvironmentReader(variables);
  const settings: NodeSettings = {
    node: read.text('LAB_NODE'),
    store: read.choice('LAB_STORE', stores),
    port: read.port('LAB_PORT'),
    adminPort: read.port('LAB_ADMIN_PORT'),
    journalFile: read.text('LAB_JOURNAL'),
    secret: read.text('LAB_SECRET', MIN_SECRET_LENGTH),
    paymentsOrigin: read.text('LAB_PAYMENTS'),
    paymentsTimeoutMs: read.timeout('LAB_PAYMENTS_TIMEOUT_MS'),
    idleTtlMs: read.ttl('LAB_IDLE_TTL_MS'),
    absoluteTtlMs: read.either('LAB_ABSOLUTE_TTL_MS', null, (name) => read.ttl(name)),
    itemBytes: read.either('LAB_ITEM_BYTES', 0, (name) => read.number(name)),
    redisUrl: read.optional('LAB_REDIS'),
    commandTimeoutMs: read.either('LAB_REDIS_COMMAND_TIMEOUT_MS', DEFAULT_COMMAND_TIMEOUT_MS, (name) =>
      read.timeout(name),
    ),
  };
  read.check();
  return settings;
}
