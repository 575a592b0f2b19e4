import { describe, expect, it } from 'vitest';
import { renderBalancerConfig } from './render.js';
import { ROUTINGS } from './routings/index.js';
import { type BalancerRouting, type BalancerSpec, maxConnectionsFor } from './spec.js';

function specOf(routing: BalancerRouting, more: Partial<BalancerSpec> = {}): BalancerSpec {
  return {
    routing,
    port: 20_001,
    adminSocket: '/tmp/lab/admin.sock',
    servers: [
      { name: 'node-1', port: 20_011, enabled: true },
      { name: 'node-2', port: 20_012, enabled: false },
    ],
    affinityCookie: 'srv',
    deviceHeader: 'x-device',
    madeHeader: 'x-balancer',
    serverTimeoutMs: 3000,
    maxConnections: 9000,
    threads: 1,
    ...more,
  };
}

const backendOf = (config: string): string => config.slice(config.indexOf('\nbackend ') + 1);
const frontOf = (config: string): string => config.slice(0, config.indexOf('\nbackend ') + 1);

describe('renderBalancerConfig', () => {
  it('renders the cookie routing whole', () => {
    expect(renderBalancerConfig(specOf('cookie'))).toMatchInlineSnapshot(`
      "global
        maxconn 9000
        nbthread 1
        stats socket 'unix@/tmp/lab/admin.sock' mode 600 level admin
        stats timeout 1h

      defaults
        mode http
        timeout client 10m
        timeout http-keep-alive 10m
        timeout http-request 10m
        timeout connect 1s
        timeout queue 3000ms
        timeout server 3000ms
        timeout check 1s
        retries 3
        option redispatch 1
        retry-on conn-failure
        http-reuse always
        option httpchk GET /health
        default-server check inter 500ms fastinter 250ms fall 2 rise 2 weight 100
        http-error status 400 content-type text/plain string "balancer: 400" hdr x-balancer made
        http-error status 403 content-type text/plain string "balancer: 403" hdr x-balancer made
        http-error status 408 content-type text/plain string "balancer: 408" hdr x-balancer made
        http-error status 413 content-type text/plain string "balancer: 413" hdr x-balancer made
        http-error status 500 content-type text/plain string "balancer: 500" hdr x-balancer made
        http-error status 501 content-type text/plain string "balancer: 501" hdr x-balancer made
        http-error status 502 content-type text/plain string "balancer: 502" hdr x-balancer made
        http-error status 503 content-type text/plain string "balancer: 503" hdr x-balancer made
        http-error status 504 content-type text/plain string "balancer: 504" hdr x-balancer made

      frontend public
        bind 127.0.0.1:20001
        default_backend be

      backend be
        balance roundrobin
        cookie srv insert indirect nocache httponly
        server node-1 127.0.0.1:20011 cookie node-1
        server node-2 127.0.0.1:20012 cookie node-2 disabled
      "
    `);
  });

  it.each([
    ['modulo', ['balance hdr(x-device)', 'hash-type map-based']],
    ['consistent', ['balance hdr(x-device)', 'hash-type consistent']],
    ['round-robin', ['balance roundrobin']],
    ['least-conn', ['balance leastconn']],
  ] as const)('renders the backend of %s', (routing, lines) => {
    expect(
      backendOf(renderBalancerConfig(specOf(routing)))
        .trimEnd()
        .split('\n'),
    ).toEqual([
      'backend be',
      ...lines.map((line) => `  ${line}`),
      '  server node-1 127.0.0.1:20011',
      '  server node-2 127.0.0.1:20012 disabled',
    ]);
  });

  it('says the same for every routing, up to the backend', () => {
    const routings = Object.keys(ROUTINGS) as BalancerRouting[];
    const fronts = new Set(routings.map((routing) => frontOf(renderBalancerConfig(specOf(routing)))));
    expect(fronts.size).toBe(1);
  });

  it('quotes the path of the admin socket', () => {
    const config = renderBalancerConfig(specOf('cookie', { adminSocket: "/tmp/it's ü/admin.sock" }));
    expect(config).toContain("stats socket 'unix@/tmp/it'\\''s ü/admin.sock' mode 600 level admin\n");
  });
});

describe('maxConnectionsFor', () => {
  it.each([
    [20_000, 9000],
    [1024, 460],
    [1, 1],
    [1_048_576, 20_000],
    [Number.POSITIVE_INFINITY, 20_000],
  ])('allows for %d open files %d connections', (openFiles, connections) => {
    expect(maxConnectionsFor(openFiles)).toBe(connections);
  });
});
