/** Where load goes, and where it may go: to loopback, and nowhere else unless a person named the host twice. */
import { BlockList, isIP } from 'node:net';
import { LabError } from '../errors.js';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);
LOOPBACK.addAddress('::1', 'ipv6');

/** @param host an address, or a name: that is none, since somebody else decides where it leads */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 6 ? 'ipv6' : 'ipv4');
}

/**
 * @param origin `http://127.0.0.1:port`
 * @param allowedHosts other hosts to which a person allowed load to go: `--allow-host`
 * @throws LabError LAB_TARGET_REFUSED
 */
export function assertAllowed(origin: string, allowedHosts: readonly string[] = []): void {
  const { host } = addressOf(origin);
  if (isLoopback(host) || allowedHosts.includes(host)) return;
  throw new LabError(
    'LAB_TARGET_REFUSED',
    `${origin}: found ${host}, expected an address in 127.0.0.0/8, or ::1`,
    `load goes nowhere else, unless --allow-host ${host} repeats it`,
  );
}

export interface Address {
  /** As sockets take it. */
  readonly host: string;
  readonly port: number;
  /** As the Host header says it. */
  readonly authority: string;
}

const HTTP_PORT = 80;

/**
 * @param origin `http://127.0.0.1:port`
 * @throws LabError LAB_TARGET_REFUSED for another protocol
 */
export function addressOf(origin: string): Address {
  const { protocol, hostname, port, host: authority } = new URL(origin);
  if (protocol !== 'http:') {
    throw new LabError(
      'LAB_TARGET_REFUSED',
      `${origin}: found ${protocol}, expected http:`,
      'the driver speaks no TLS',
    );
  }
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? HTTP_PORT : Number(port), authority };
}
