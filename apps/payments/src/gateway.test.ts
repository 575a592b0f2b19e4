import { Traffic } from '@session-lab/checkout';
import { beforeEach, describe, expect, it } from 'vitest';
import { Charges } from './charges.js';
import { buildAudit, buildGateway } from './gateway.js';

const BODY = { idempotencyKey: 'k1', account: 'shopper-1', amountCents: 799, op: -1 };
let charges: Charges;
let traffic: Traffic;
beforeEach(() => {
  charges = new Charges({ nowUs: () => 42, process: async () => {} });
  traffic = new Traffic();
});

describe('the gateway', () => {
  it('charges, and shows the ledger on its other port', async () => {
    const answer = await buildGateway(charges, traffic).inject({ method: 'POST', url: '/charges', payload: BODY });
    expect(answer.json()).toEqual({ chargeId: 'charge-1', amountCents: 799 });
    const audit = buildAudit(charges, traffic);
    expect((await audit.inject('/ledger')).body).toBe(
      '{"t":42,"key":"k1","account":"shopper-1","op":-1,"amountCents":799}\n',
    );
    expect((await audit.inject('/stats')).json()).toEqual({ inFlight: 0, requests: 1, charges: 1 });
    expect((await audit.inject('/health')).statusCode).toBe(200);
  });

  it.each([
    { ...BODY, more: 1 },
    { ...BODY, amountCents: -1 },
    { ...BODY, amountCents: '799' },
    { idempotencyKey: 'k1' },
  ])('refuses %j', async (payload) => {
    const answer = await buildGateway(charges, traffic).inject({ method: 'POST', url: '/charges', payload });
    expect(answer.statusCode).toBe(400);
    expect(charges.ledger).toEqual([]);
  });

  it('refuses new charges while it stops', async () => {
    const gateway = buildGateway(charges, traffic);
    await traffic.close();
    expect((await gateway.inject('/health')).statusCode).toBe(503);
    const answer = await gateway.inject({ method: 'POST', url: '/charges', payload: BODY });
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'x-effect': 'none' } });
    expect(charges.ledger).toEqual([]);
  });
});
