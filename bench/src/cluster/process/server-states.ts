/** The balancer's own view of its servers, from `show servers state`, and what changed between two looks. Pure. */

/** `maintenance`: taken out (or never put in) by hand; health checks have no say. */
export type ServerState = 'up' | 'down' | 'maintenance';

/** One look at the servers. */
export interface Look {
  readonly states: ReadonlyMap<string, ServerState>;
  /** Monotonic microseconds: when it was asked, and when the answer was there. */
  readonly askedUs: number;
  readonly answeredUs: number;
}

export interface Change {
  readonly server: string;
  readonly what: 'server-down' | 'server-up';
  readonly fromUs: number;
  readonly toUs: number;
}

/** Flags of `srv_admin_state` that keep a server out: by hand, by a tracked server, by name resolution. */
const KEPT_OUT = 0x01 | 0x02 | 0x20;

/** @throws Error when the text is not an answer to `show servers state` */
export function parseServerStates(text: string): Map<string, ServerState> {
  const lines = text.split('\n').map((line) => line.trim());
  const header = lines
    .find((line) => line.startsWith('# '))
    ?.slice(2)
    .split(' ');
  if (header === undefined) throw new Error(`not a list of server states: ${text.slice(0, 200)}`);
  const columns = ['srv_name', 'srv_op_state', 'srv_admin_state'].map((name) => header.indexOf(name));
  const states = new Map<string, ServerState>();
  for (const line of lines.slice(lines.findIndex((one) => one.startsWith('# ')) + 1)) {
    if (line === '') continue;
    const words = line.split(' ');
    const [name, operational, admin] = columns.map((column) => words[column]);
    if (name === undefined || operational === undefined || admin === undefined) throw new Error(`cut short: ${line}`);
    states.set(name, (Number(admin) & KEPT_OUT) !== 0 ? 'maintenance' : operational === '0' ? 'down' : 'up');
  }
  return states;
}

/**
 * What health checks decided between two looks. A server that enters or leaves maintenance was moved by hand: that is
 * whoever's event who did it.
 */
export function changesBetween(before: Look, after: Look): Change[] {
  return [...after.states].flatMap(([server, state]) => {
    const earlier = before.states.get(server);
    if (earlier === undefined || earlier === state || earlier === 'maintenance' || state === 'maintenance') return [];
    const what = state === 'up' ? 'server-up' : 'server-down';
    return [{ server, what, fromUs: before.askedUs, toUs: after.answeredUs } as const];
  });
}
