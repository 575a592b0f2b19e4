/** Everybody who is there before the load begins: the visitors of every design at every size. */
import { sessionKeyOf } from '@session-lab/checkout/protocol';
import { parseStats } from '../../../cluster/process/answers.js';
import { getText } from '../../../cluster/process/loopback.js';
import { DESIGNS } from '../../../scenario/designs.js';
import { placeOf } from '../../../scenario/stores.js';
import type { NotStorableCell } from './figures.js';
import { keyBytes } from './redis-meter.js';
import { type Compared, type MacroSchedule, sizesOf } from './rounds.js';
import type { Stage } from './stage.js';
import { type NotStorable, signInVisitors, type Visitor } from './visitors.js';

export interface HouseOptions {
  readonly schedule: Pick<MacroSchedule, 'designs' | 'cells'>;
  /** Visitors of each design at each size. */
  readonly connections: number;
  readonly wallMs: () => number;
}

type Audience = readonly Visitor[] | NotStorable;

/** The visitors of every design at every size, and what their sessions weigh. */
export class House {
  readonly #audiences: ReadonlyMap<string, Audience>;
  readonly #bytes: ReadonlyMap<string, number | null>;

  private constructor(audiences: ReadonlyMap<string, Audience>, bytes: ReadonlyMap<string, number | null>) {
    this.#audiences = audiences;
    this.#bytes = bytes;
  }

  /** @throws LabError LAB_MEASUREMENT_VOID when a visitor is refused */
  static async fill(stage: Stage, { schedule, connections, wallMs }: HouseOptions): Promise<House> {
    const audiences = new Map<string, Audience>();
    const bytes = new Map<string, number | null>();
    for (const design of schedule.designs) {
      for (const items of sizesOf(schedule.cells)) {
        const { port, adminPort } = stage.node(design);
        const heldBefore = await heldBytes(adminPort);
        const name = `${design}-${items}`;
        const audience = await signInVisitors({ port, name, count: connections, items, wallMs, signal: stage.signal });
        audiences.set(name, audience);
        if ('cookieBytes' in audience) continue;
        bytes.set(name, await weigh(stage, design, audience, heldBefore));
      }
    }
    return new House(audiences, bytes);
  }

  storable(design: Compared, items: number): boolean {
    return this.visitors(design, items) !== null;
  }

  /** null where a browser does not keep the cookie of such a session. */
  visitors(design: Compared, items: number): readonly Visitor[] | null {
    const audience = this.#audiences.get(`${design}-${items}`);
    return audience === undefined || 'cookieBytes' in audience ? null : audience;
  }

  sessionBytes(design: Compared, items: number): number | null {
    return this.#bytes.get(`${design}-${items}`) ?? null;
  }

  notStorable(): NotStorableCell[] {
    return [...this.#audiences].flatMap(([name, audience]) => {
      if (!('cookieBytes' in audience)) return [];
      const dash = name.lastIndexOf('-');
      const design = name.slice(0, dash) as Compared;
      return [{ design, items: Number(name.slice(dash + 1)), cookieBytes: audience.cookieBytes }];
    });
  }
}

/** Of one of these sessions: as the node's store says, as Redis says, or the cookie that a browser keeps. */
async function weigh(
  stage: Stage,
  design: Compared,
  visitors: readonly Visitor[],
  heldBefore: number | null,
): Promise<number | null> {
  const place = placeOf(DESIGNS[design]);
  if (place === 'node') {
    const held = await heldBytes(stage.node(design).adminPort);
    return held === null || heldBefore === null ? null : Math.round((held - heldBefore) / visitors.length);
  }
  const [{ sessionCookie } = { sessionCookie: '' }] = visitors;
  if (place === 'jar') return Buffer.byteLength(sessionCookie);
  return keyBytes(stage.redisPort ?? 0, sessionKeyOf(decodeURIComponent(sessionCookie)));
}

async function heldBytes(adminPort: number): Promise<number | null> {
  return parseStats(await getText(adminPort, '/stats')).sessionBytes;
}
