/** What real HAProxy makes of the configuration. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { renderBalancerConfig } from './render.js';
import { ROUTINGS } from './routings/index.js';
import type { BalancerRouting, BalancerServer } from './spec.js';

const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` };
const started: (ChildProcess | Server)[] = [];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'balancer $HOME ü '));
});
afterEach(() => {
  for (const one of started.splice(0)) 'kill' in one ? one.kill('SIGKILL') : one.close().closeAllConnections();
});
afterAll(() => rm(folder, { recursive: true }));

async function configFile(routing: BalancerRouting, port: number, servers: readonly BalancerServer[]): Promise<string> {
  const file = join(folder, `${routing}.cfg`);
  const config = renderBalancerConfig({
    routing,
    port,
    adminSocket: 'admin.sock',
    servers,
    affinityCookie: 'srv',
    deviceHeader: 'x-device',
    madeHeader: 'x-balancer',
    serverTimeoutMs: 300,
    maxConnections: 100,
    threads: 1,
  });
  await writeFile(file, config);
  return file;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts HAProxy before a node and waits until it answers at all. */
async function startBalancer(nodePort: number): Promise<number> {
  const port = await freePort();
  const file = await configFile('round-robin', port, [{ name: 'node-1', port: nodePort, enabled: true }]);
  const balancer = spawn('haproxy', ['-db', '-q', '-f', file], { env, cwd: folder, stdio: 'inherit' });
  started.push(balancer);
  for (;;) {
    if (balancer.exitCode !== null) throw new Error(`haproxy ended with ${balancer.exitCode}`);
    const answered = await get(port, '/').catch(() => null);
    if (answered !== null) return port;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function get(port: number, path: string): Promise<{ status: number; made: unknown; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (part) => {
        body += part;
      });
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, made: answer.headers['x-balancer'] ?? null, body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('HAProxy', () => {
  it.each(Object.keys(ROUTINGS) as BalancerRouting[])('accepts the configuration of %s', async (routing) => {
    const file = await configFile(routing, 20_001, [
      { name: 'node-1', port: 20_011, enabled: true },
      { name: 'node-2', port: 20_012, enabled: false },
    ]);
    const { stdout, stderr } = await promisify(execFile)('haproxy', ['-c', '-f', file], { env, cwd: folder });
    expect(`${stdout}${stderr}`).not.toMatch(/WARNING|ALERT/);
  });

  it('marks the answers that it makes itself, and no others', async () => {
    const node = createServer((incoming, answer) => {
      if (incoming.url === '/cut') incoming.socket.destroy();
      else if (incoming.url !== '/mute') answer.writeHead(incoming.url === '/refuse' ? 503 : 200).end('node');
    });
    started.push(node);
    const port = await startBalancer(await listen(node));
    expect(await get(port, '/')).toEqual({ status: 200, made: null, body: 'node' });
    expect(await get(port, '/refuse')).toEqual({ status: 503, made: null, body: 'node' });
    expect(await get(port, '/mute')).toEqual({ status: 504, made: 'made', body: 'balancer: 504' });
    expect(await get(port, '/cut')).toEqual({ status: 502, made: 'made', body: 'balancer: 502' });
  });

  it('answers 503 itself when no node listens', async () => {
    const port = await startBalancer(await freePort());
    expect(await get(port, '/')).toEqual({ status: 503, made: 'made', body: 'balancer: 503' });
  });
});
