import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const GENERATOR = fileURLToPath(new URL('../../dist/load/main.js', import.meta.url));

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'a %s that reaches the whole terminal leaves the end of the load to the lab',
  async (signal) => {
    const child = fork(GENERATOR, { stdio: 'ignore' });
    await once(child, 'message');
    const ended = once(child, 'exit');
    child.kill(signal);
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  },
);
