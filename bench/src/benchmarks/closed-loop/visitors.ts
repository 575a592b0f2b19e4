/** Visitors of a node or a cluster: each signed in, with a session of so many items and a jar that keeps its cookie as a browser does. */
import {
  formatRanges,
  HEADERS,
  type ItemBody,
  SESSION_COOKIE,
  type SignInBody,
  STEPS,
} from '@session-lab/checkout/protocol';
import { Pool } from 'undici';
import { LabError } from '../../errors.js';
import { Jar } from '../../load/jar.js';
import { type BenchRequest, heartbeat } from './requests.js';

export interface Visitor {
  /** Header that it sends. */
  readonly cookie: string;
  /** Header by which a hash routes it; null where no balancer looks at it. */
  readonly device: string | null;
  /** Its session's birth, which every answer must name. */
  readonly birth: string;
  /** Its session's items, as every answer must list them. */
  readonly items: string;
  /** Value of its session cookie. */
  readonly sessionCookie: string;
}

/** The cookie of such a session is longer than a browser keeps. */
export interface NotStorable {
  readonly cookieBytes: number;
}

export interface VisitorsWanted {
  /** Of a node, or of a balancer: the jar keeps the cookies of both. */
  readonly port: number;
  /** Distinguishes these visitors' accounts from others'. */
  readonly name: string;
  readonly count: number;
  readonly items: number;
  /** Whether each names its device, as shoppers do: a balancer may route by it. */
  readonly nameDevices?: boolean;
  readonly wallMs: () => number;
  readonly signal: AbortSignal;
}

/** @throws LabError LAB_MEASUREMENT_VOID when a step is refused */
export async function signInVisitors(wanted: VisitorsWanted): Promise<readonly Visitor[] | NotStorable> {
  const pool = new Pool(`http://127.0.0.1:${wanted.port}`, { connections: wanted.count });
  const giveUp = (): void => void pool.destroy();
  wanted.signal.addEventListener('abort', giveUp);
  try {
    const all = await Promise.all(
      Array.from({ length: wanted.count }, (_, index) => signIn(pool, `${wanted.name}-${index}`, wanted)),
    );
    const tooLong = all.find((one) => 'cookieBytes' in one);
    return tooLong ?? (all as Visitor[]);
  } finally {
    wanted.signal.removeEventListener('abort', giveUp);
    await pool.destroy();
  }
}

async function signIn(pool: Pool, account: string, wanted: VisitorsWanted): Promise<Visitor | NotStorable> {
  const { items, nameDevices = false, wallMs } = wanted;
  const device = nameDevices ? account : null;
  const jar = new Jar(wallMs);
  let birth = '';
  let listed = '';
  const step = async (request: BenchRequest): Promise<number | null> => {
    const cookie = jar.header(request.path);
    const { statusCode, headers, body } = await pool.request({
      method: request.method,
      path: request.path,
      headers: { ...request.headers, ...identityOf({ cookie, device }) },
      body: request.body ?? null,
    });
    const text = await body.text();
    if (statusCode !== 200) {
      throw new LabError(
        'LAB_MEASUREMENT_VOID',
        `${request.path} answered ${statusCode} to ${account}: ${text.slice(0, 200)}`,
      );
    }
    birth = String(headers[HEADERS.birth]);
    listed = String(headers[HEADERS.items]);
    const set = [headers['set-cookie'] ?? []].flat();
    return set.reduce<number | null>((tooLong, line) => jar.store(line, request.path) ?? tooLong, null);
  };
  const item = (number: number): ItemBody => ({ item: number });
  // The register has its final length before the items are counted: a session must not grow under load.
  const path: BenchRequest[] = [
    post(STEPS.signIn.path, { ...item(0), account } satisfies SignInBody),
    heartbeat({}, 0),
    ...Array.from({ length: items - 1 }, (_, index) => post(STEPS.open.path, item(index + 1))),
  ];
  for (const request of path) {
    const cookieBytes = await step(request);
    if (cookieBytes !== null) return { cookieBytes };
  }
  const expected = formatRanges(Array.from({ length: items }, (_, index) => index));
  const cookie = jar.header('/');
  const sessionCookie = jar.get(SESSION_COOKIE);
  if (listed !== expected || cookie === undefined || sessionCookie === undefined) {
    throw new LabError('LAB_MEASUREMENT_VOID', `${account} has items ${listed} after its steps, not ${expected}`);
  }
  return { cookie, device, birth, items: expected, sessionCookie };
}

function post(path: string, body: object): BenchRequest {
  return { method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Headers by which somebody is known. */
export function identityOf({
  cookie,
  device,
}: {
  readonly cookie: string | undefined;
  readonly device: string | null;
}): Readonly<Record<string, string>> {
  return { ...(cookie === undefined ? {} : { cookie }), ...(device === null ? {} : { [HEADERS.device]: device }) };
}
