import { describe, expect, it } from 'vitest';
import { Charges } from './charges.js';

const BODY = { idempotencyKey: 'k1', account: 'shopper-1', amountCents: 799, op: 5 };

describe('charges', () => {
  it('are made once per key, and answered with the first one ever after', async () => {
    const charges = new Charges({ nowUs: () => 42, process: async () => {} });
    const first = await charges.charge(BODY);
    expect(await charges.charge({ ...BODY, amountCents: 1, op: 6 })).toEqual(first);
    expect(await charges.charge({ ...BODY, idempotencyKey: 'k2' })).not.toEqual(first);
    expect(charges.ledger).toEqual([
      { t: 42, key: 'k1', account: 'shopper-1', op: 5, amountCents: 799 },
      { t: 42, key: 'k2', account: 'shopper-1', op: 5, amountCents: 799 },
    ]);
  });

  it('are made once when they are asked for twice at the same time', async () => {
    let processed = (): void => {};
    const processing = new Promise<void>((resolve) => {
      processed = resolve;
    });
    const charges = new Charges({ nowUs: () => 42, process: () => processing });
    const both = [charges.charge(BODY), charges.charge({ ...BODY, op: 6 })];
    expect(charges.ledger).toEqual([]);
    processed();
    const [first, second] = await Promise.all(both);
    expect(second).toEqual(first);
    expect(charges.ledger).toHaveLength(1);
  });
});
