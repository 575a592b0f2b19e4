/** Where load goes, and where it may go: to loopback, and nowhere else. */
import { BlockList, isIP } from 'node:net';
import { LabError } from '../errors.js';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8);

/**
 * @param origin `http://127.0.0.1:port`; a name is refused, since somebody else decides where it leads
 * @throws LabError LAB_TARGET_REFUSED
 */
export function assertLoopback(origin: string): void {
  const { hostname } = new URL(origin);
  if (isIP(hostname) === 4 && LOOPBACK.check(hostname)) return;
  throw new LabError(
    'LAB_TARGET_REFUSED',
    `${origin}: found ${hostname}, expected an address in 127.0.0.0/8`,
    'load goes only to clusters that the lab itself started',
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
