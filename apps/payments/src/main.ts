/** The payment gateway as a process; settings come from its environment (GatewayEnvironment in the protocol). */
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentReader, host, Traffic } from '@session-lab/checkout';
import { Charges } from './charges.js';
import { buildAudit, buildGateway } from './gateway.js';

await host(process, async () => {
  const read = new EnvironmentReader(process.env);
  const settings = { port: read.port('LAB_PORT'), adminPort: read.port('LAB_ADMIN_PORT') };
  const delayMs = read.number('LAB_DELAY_MS');
  read.check();
  const charges = new Charges({
    nowUs: () => Number(process.hrtime.bigint() / 1000n),
    process: () => (delayMs === 0 ? Promise.resolve() : sleep(delayMs)),
  });
  const traffic = new Traffic();
  return {
    ...settings,
    app: buildGateway(charges, traffic),
    admin: buildAudit(charges, traffic),
    drain: () => traffic.close(),
    release: () => {},
  };
});
