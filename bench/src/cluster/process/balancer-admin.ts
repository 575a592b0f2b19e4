/** The balancer's admin socket: what the lab asks it, and the few things it tells it. */
import { BACKEND } from '@session-lab/balancer';
import type { BalancerCounters } from '../../history/records.js';
import { parseCounters } from './balancer-counters.js';
import { askLine } from './loopback.js';
import { parseServerStates, type ServerState } from './server-states.js';

export class BalancerAdmin {
  readonly #socket: string;

  constructor(socket: string) {
    this.#socket = socket;
  }

  /** @param signal ends the waiting; a paused balancer answers when it is resumed */
  async states(signal: AbortSignal): Promise<Map<string, ServerState>> {
    return parseServerStates(await this.#ask(`show servers state ${BACKEND}`, signal));
  }

  async counters(signal: AbortSignal): Promise<BalancerCounters> {
    return parseCounters(await this.#ask('show stat', signal));
  }

  /**
   * Into rotation: it is up at once, and its health checks start. Out of maintenance it would come on probation, where a
   * single late check takes it down; it is ready, and gets the same credit as every other server.
   */
  async enable(server: string, signal: AbortSignal): Promise<void> {
    await this.#tell(`set server ${BACKEND}/${server} state ready`, signal);
    await this.#tell(`set server ${BACKEND}/${server} health up`, signal);
  }

  /** Out of rotation, whatever its health checks say. */
  async disable(server: string, signal: AbortSignal): Promise<void> {
    await this.#tell(`set server ${BACKEND}/${server} state maint`, signal);
  }

  /** Its state stays as it is now: no health check is sent any more. */
  async stopChecks(server: string, signal: AbortSignal): Promise<void> {
    await this.#tell(`disable health ${BACKEND}/${server}`, signal);
  }

  async moveTo(server: string, port: number, signal: AbortSignal): Promise<void> {
    const answer = await this.#ask(`set server ${BACKEND}/${server} addr 127.0.0.1 port ${port}`, signal);
    if (!/changed|no need/.test(answer)) throw new Error(`the balancer did not move ${server}: ${answer.trim()}`);
  }

  async #tell(command: string, signal: AbortSignal): Promise<void> {
    const answer = (await this.#ask(command, signal)).trim();
    if (answer !== '') throw new Error(`the balancer refused "${command}": ${answer}`);
  }

  #ask(command: string, signal: AbortSignal): Promise<string> {
    return askLine({ path: this.#socket }, command, { signal });
  }
}
