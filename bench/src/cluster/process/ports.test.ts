import { describe, expect, it } from 'vitest';
import { Ports } from './ports.js';

function dice(...throws: readonly number[]): () => number {
  let next = 0;
  return () => throws[next++ % throws.length] ?? 0;
}

describe('Ports', () => {
  it('stays below the ports of outgoing connections', async () => {
    const ports = new Ports(dice(0, 1 - 2 ** -53), async () => true);
    expect([await ports.next(), await ports.next()]).toEqual([20_000, 31_999]);
  });

  it('hands out no port twice, and none that is in use', async () => {
    const ports = new Ports(dice(0, 0, 0.5, 0.25), async (port) => port !== 26_000);
    expect([await ports.next(), await ports.next()]).toEqual([20_000, 23_000]);
  });

  it('says when there is none', async () => {
    await expect(new Ports(dice(0.5), async () => false).next()).rejects.toThrow(
      'no free port between 20000 and 31999',
    );
  });
});
