/** What the balancer counted, from `show stat` (CSV). Pure. */
import { BACKEND, FRONTEND } from '@session-lab/balancer';
import type { BalancerCounters } from '../../history/records.js';

/** Answers by class of status. The last column, `other`, is left out: it holds no answer that HTTP knows. */
const ANSWERS = ['hrsp_1xx', 'hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx'] as const;

/**
 * The frontend counts every answer that left for a client, each server only what it answered itself; the difference is
 * what the balancer made. A connection closed without an answer counts on neither side.
 *
 * @throws Error when a column or row that it needs is missing
 */
export function parseCounters(csv: string): BalancerCounters {
  const [head = '', ...rows] = csv.split('\n').filter((line) => line.trim() !== '');
  const names = head.replace(/^# /, '').split(',');
  const entries = rows.map((row) => {
    const cells = row.split(',');
    return new Map(names.map((name, index) => [name, cells[index] ?? '']));
  });
  const front = entries.find((entry) => entry.get('pxname') === FRONTEND && entry.get('svname') === 'FRONTEND');
  if (front === undefined) throw new Error(`no row of ${FRONTEND} in the balancer's statistics`);
  const servers = entries.filter((entry) => entry.get('pxname') === BACKEND && entry.get('svname') !== 'BACKEND');
  const answersOfServers = servers.reduce((sum, server) => sum + answersOf(server), 0);
  return {
    requests: numberOf(front, 'req_tot'),
    ownAnswers: answersOf(front) - answersOfServers,
    servers: Object.fromEntries(servers.map((server) => [server.get('svname'), sentTo(server)])),
  };
}

/** A server is chosen for each attempt: those that found nobody listening sent nothing. */
function sentTo(server: ReadonlyMap<string, string>): number {
  return numberOf(server, 'stot') - numberOf(server, 'wredis') - numberOf(server, 'econ');
}

function answersOf(entry: ReadonlyMap<string, string>): number {
  return ANSWERS.reduce((sum, column) => sum + numberOf(entry, column), 0);
}

function numberOf(entry: ReadonlyMap<string, string>, column: string): number {
  const cell = entry.get(column);
  if (cell === undefined || !/^\d+$/.test(cell)) throw new Error(`no ${column} in the balancer's statistics`);
  return Number(cell);
}
