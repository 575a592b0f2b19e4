/** The program of the benchmark's server: counts what it was asked, and says so when it is asked for that. */
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import type { Ready } from './contender.js';
import { createFixedServer } from './fixed-server.js';

let requests = 0;
const server = createFixedServer(() => {
  requests += 1;
});

// Whoever started this process is gone when the channel is. A Ctrl-C reaches every process of the terminal.
process.once('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});
process.on('message', () => process.send?.({ requests }));
server.listen(0, '127.0.0.1', () => {
  process.send?.({ ready: true, port: (server.address() as AddressInfo).port } satisfies Ready);
});
