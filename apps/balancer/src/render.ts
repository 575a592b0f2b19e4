/**
 * Renders an HAProxy configuration. Everything but the routing is the same for every design: time-outs, health checks,
 * retries and connection reuse must never explain a difference between two of them.
 */
import { ROUTINGS } from './routings/index.js';
import type { BalancerServer, BalancerSpec } from './spec.js';

/** Name of the only backend, as the admin socket wants it: `be/node-2`. */
export const BACKEND = 'be';
/** Name of the public frontend in the statistics. */
export const FRONTEND = 'public';

/**
 * Statuses that HAProxy may answer by itself, with pages of ours. What is not HTTP at all is beyond them: HAProxy
 * answers that with a built-in 400 before any section of the configuration is looked at.
 */
const OWN_STATUSES = [400, 403, 408, 413, 500, 501, 502, 503, 504] as const;

/**
 * There is no `log` line: changes of the servers' states go to standard error (as long as HAProxy runs in the foreground
 * and is not told to be quiet), and a line for each request would only cost time.
 */
export function renderBalancerConfig(spec: BalancerSpec): string {
  const routing = ROUTINGS[spec.routing](spec);
  const sections = [
    section('global', [
      `maxconn ${spec.maxConnections}`,
      `nbthread ${spec.threads}`,
      `stats socket ${quoted(`unix@${spec.adminSocket}`)} mode 600 level admin`,
      'stats timeout 1h',
    ]),
    section('defaults', [
      'mode http',
      // Shoppers think for a long time: their connections stay.
      'timeout client 10m',
      'timeout http-keep-alive 10m',
      'timeout http-request 10m',
      'timeout connect 1s',
      `timeout queue ${spec.serverTimeoutMs}ms`,
      `timeout server ${spec.serverTimeoutMs}ms`,
      // Long enough that a busy machine does not look like a frozen node.
      'timeout check 1s',
      'retries 3',
      'option redispatch 1',
      // Anything more would silently execute a request twice.
      'retry-on conn-failure',
      'http-reuse always',
      // A TCP check would never notice a frozen process: its kernel goes on accepting.
      'option httpchk GET /health',
      'default-server check inter 500ms fastinter 250ms fall 2 rise 2 weight 100',
      ...OWN_STATUSES.map((status) => errorPage(status, spec.madeHeader)),
    ]),
    section(`frontend ${FRONTEND}`, [`bind 127.0.0.1:${spec.port}`, `default_backend ${BACKEND}`]),
    section(`backend ${BACKEND}`, [
      ...routing.lines,
      ...spec.servers.map((server) => serverLine(server, routing.serverWords(server.name))),
    ]),
  ];
  return sections.join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

function serverLine(server: BalancerServer, words: string): string {
  return `server ${server.name} 127.0.0.1:${server.port}${words}${server.enabled ? '' : ' disabled'}`;
}

function errorPage(status: number, header: string): string {
  return `http-error status ${status} content-type text/plain string "balancer: ${status}" hdr ${header} made`;
}

/** Strong quotes, so that a folder's name may hold spaces. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
