/** Everybody who is there before the load begins: the visitors of every design at every size. */
import { sessionKeyOf } from '@session-lab/checkout/protocol';
import { parseStats } from '../../../cluster/process/answers.js';
import { getText } from '../../../cluster/process/loopback.js';
import { DESIGNS } from '../../../scenario/designs.js';
import { placeOf } from '../../../scenario/stores.js';
import { keyBytes } from '../../closed-loop/redis-meter.js';
import { type NotStorable, signInVisitors, type Visitor } from '../../closed-loop/visitors.js';
import type { NotStorableCell } from './figures.js';
import { type Compared, type MacroSchedule, sizesOf } from './rounds.js';
import type { Stage } from './stage.js';

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
  readonly #bytes: Map<string, number | null>;

  private constructor(audiences: ReadonlyMap<string, Audience>, bytes: Map<string, number | null>) {
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

  /** A store may append what is written and tidy up now and then: its sessions weigh what they weigh after the load. */
  async weighAfterLoad(stage: Stage): Promise<void> {
    const { redisPort } = stage;
    for (const [name, audience] of this.#audiences) {
      const design = designOf(name);
      if (redisPort === null || placeOf(DESIGNS[design]) !== 'shared' || 'cookieBytes' in audience) continue;
      const weights = await Promise.all(audience.map((visitor) => keyBytes(redisPort, keyOf(visitor))));
      this.#bytes.set(name, Math.round(weights.reduce((sum, bytes) => sum + bytes, 0) / weights.length));
    }
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
      return [{ design: designOf(name), items: Number(name.slice(name.lastIndexOf('-') + 1)), ...audience }];
    });
  }
}

const designOf = (name: string): Compared => name.slice(0, name.lastIndexOf('-')) as Compared;
const keyOf = ({ sessionCookie }: Visitor): string => sessionKeyOf(decodeURIComponent(sessionCookie));

/** Of one of these sessions: as the node's store says, or of the cookie; null where it is to be weighed after the load. */
async function weigh(
  stage: Stage,
  design: Compared,
  visitors: readonly Visitor[],
  heldBefore: number | null,
): Promise<number | null> {
  const place = placeOf(DESIGNS[design]);
  if (place === 'jar') return Math.max(...visitors.map(({ sessionCookie }) => Buffer.byteLength(sessionCookie)));
  if (place === 'shared') return null;
  const held = await heldBytes(stage.node(design).adminPort);
  return held === null || heldBefore === null ? null : Math.round((held - heldBefore) / visitors.length);
}

async function heldBytes(adminPort: number): Promise<number | null> {
  return parseStats(await getText(adminPort, '/stats')).sessionBytes;
}
