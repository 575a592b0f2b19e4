/** Every step of the API: what it answers, what it says in its headers, what it leaves in store and journal. */
import { beforeEach, describe, expect, it } from 'vitest';
import { STEPS, type Step } from './protocol/index.js';
import { AppUnderTest, type InjectedDevice } from './rigs/app-under-test.js';

let under: AppUnderTest;
let phone: InjectedDevice;
beforeEach(async () => {
  under = await AppUnderTest.open();
  phone = under.device();
});

const spoke = (birth: string, items: string) => ({ 'x-birth': birth, 'x-items': items, 'x-node': 'node-1.1' });
const stored = () => [...under.store.sessionsByKey.values()].map((fields) => JSON.stringify(fields));

/** A body that the step accepts. */
const BODIES: Partial<Record<Step, object>> = {
  open: { item: 7 },
  signIn: { item: 7, account: 'shopper-1' },
  watch: { title: 'title-1', positionSeconds: 10, sequence: 1 },
  plan: { item: 7, plan: 'basic' },
  paymentMethod: { item: 7, card: '0042' },
  review: { item: 7 },
  pay: { item: 7 },
  claim: { code: 'NOBODY' },
};

describe('the journey', () => {
  it('goes from open to receipt, each answer saying what is saved', async () => {
    expect(await phone.step('open', { item: 3 })).toMatchObject({ status: 200, headers: spoke('birth-1', '3') });
    const firstKey = phone.key;
    expect(await phone.step('signIn', { item: 4, account: 'shopper-1' })).toMatchObject({
      status: 200,
      headers: spoke('birth-1', '3-4'),
    });
    const key = phone.key;
    expect(key).not.toBe(firstKey);
    expect([...under.store.sessionsByKey.keys()]).toEqual([key]);
    expect(await phone.step('browse')).toMatchObject({ status: 200, headers: spoke('birth-1', '3-4') });
    for (const sequence of [1, 2]) {
      const heartbeat = { title: 'title-1', positionSeconds: sequence * 10, sequence };
      expect(await phone.step('watch', heartbeat)).toMatchObject({ status: 200, headers: spoke('birth-1', '3-4') });
    }
    await phone.step('plan', { item: 5, plan: 'premium' });
    await phone.step('paymentMethod', { item: 6, card: '0042' });
    expect((await phone.step('review', { item: 7 })).headers).toMatchObject(spoke('birth-1', '3-7'));
    const receipt = { idempotencyKey: 'pay-birth-1', amountCents: 1799 };
    const paid = await phone.step('pay', { item: 9 });
    expect(paid).toMatchObject({ status: 200, headers: spoke('birth-1', '3-7,9') });
    expect(JSON.parse(paid.text)).toEqual({ receipt });
    expect(JSON.parse((await phone.step('receipt')).text)).toEqual({ receipt });
    expect(JSON.parse((await phone.step('view')).text)).toEqual({
      session: {
        birth: 'birth-1',
        items: '3-7,9',
        account: 'shopper-1',
        watch: { title: 'title-1', positionSeconds: 20, sequence: 2 },
        plan: 'premium',
        card: '0042',
        receipt,
      },
    });
    expect(phone.key).toBe(key);
    expect(under.charges).toEqual([{ idempotencyKey: 'pay-birth-1', account: 'shopper-1', amountCents: 1799, op: 9 }]);
    expect(under.lines.filter(({ k }) => k !== 'op')).toEqual([
      { k: 'created', op: 1, birth: 'birth-1', key: firstKey },
      { k: 'moving', op: 2, birth: 'birth-1', from: firstKey, key },
      { k: 'moved', op: 2, birth: 'birth-1', from: firstKey, key },
    ]);
    expect(under.lines.flatMap((line) => (line.k === 'op' ? [line.op] : []))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });

  it('ends with a log-out, which is told apart from a loss', async () => {
    await phone.step('open', { item: 3 });
    const { key } = phone;
    expect(await phone.step('signOut')).toMatchObject({
      status: 200,
      headers: spoke('birth-1', '3'),
      setCookies: [''],
    });
    expect(under.store.sessionsByKey.size).toBe(0);
    expect(under.lines.at(-1)).toEqual({ k: 'ended', op: 2, birth: 'birth-1', key });
  });

  it('takes an item twice as once, and asks the store only once', async () => {
    await phone.step('open', { item: 3 });
    await phone.step('plan', { item: 4, plan: 'basic' });
    under.store.asked.length = 0;
    expect((await phone.step('plan', { item: 4, plan: 'basic' })).headers).toMatchObject(spoke('birth-1', '3-4'));
    expect(under.store.asked).toEqual(['load']);
  });

  it('asks the store twice for a write and once for a read', async () => {
    await phone.step('open', { item: 3 });
    under.store.asked.length = 0;
    await phone.step('plan', { item: 4, plan: 'basic' });
    expect(under.store.asked).toEqual(['load', 'update']);
    under.store.asked.length = 0;
    await phone.step('signIn', { item: 5, account: 'a' });
    expect(under.store.asked).toEqual(['load', 'move']);
    under.store.asked.length = 0;
    await phone.step('view');
    expect(under.store.asked).toEqual(['load']);
  });
});

describe('an unknown session', () => {
  const writing = (Object.keys(STEPS) as Step[]).filter((step) => STEPS[step].writes === 'item' && step !== 'pay');
  const others = (Object.keys(STEPS) as Step[]).filter((step) => STEPS[step].writes !== 'item');

  it.each(writing)('silently becomes a new one at %s', async (step) => {
    await phone.step('open', { item: 1 });
    const { key } = phone;
    under.store.sessionsByKey.clear();
    expect(await phone.step(step, BODIES[step])).toMatchObject({ status: 200, headers: spoke('birth-2', '7') });
    expect(phone.key).not.toBe(key);
    expect(under.lines.at(-1)).toEqual({ k: 'created', op: 2, birth: 'birth-2', key: phone.key });
  });

  it.each(others)('creates nothing at %s, and its cookie is cleared', async (step) => {
    await phone.step('open', { item: 1 });
    under.store.sessionsByKey.clear();
    const answer = await phone.step(step, BODIES[step]);
    expect(answer.headers).toMatchObject(spoke('none', ''));
    expect(answer.status).toBe(step === 'claim' || step === 'handOff' ? 404 : 200);
    expect(stored()).toEqual([]);
    expect(phone.cookie).toBeNull();
    expect(under.lines.at(-1)).toEqual({ k: 'op', op: 2 });
  });

  it('is not charged', async () => {
    expect(await phone.step('pay', { item: 7 })).toMatchObject({ status: 409, headers: spoke('none', '') });
    expect(under.charges).toEqual([]);
    expect(stored()).toEqual([]);
  });
});

describe('hand-off', () => {
  it('lets the laptop go on under the same key, once', async () => {
    await phone.step('open', { item: 1 });
    const { code } = JSON.parse((await phone.step('handOff')).text) as { code: string };
    const laptop = under.device();
    // As a person types it.
    const claimed = await laptop.step('claim', { code: ` ${code.toLowerCase().slice(0, 3)}-${code.slice(3)} ` });
    expect(claimed).toMatchObject({ status: 200, headers: spoke('birth-1', '1') });
    expect(laptop.cookie).toBe(phone.cookie);
    expect((await laptop.step('plan', { item: 2, plan: 'basic' })).headers).toMatchObject(spoke('birth-1', '1-2'));
    expect((await phone.step('view')).headers).toMatchObject(spoke('birth-1', '1-2'));
    const third = under.device();
    expect(await third.step('claim', { code })).toMatchObject({ status: 404, headers: spoke('none', '') });
  });

  it('leaves a laptop that was refused with what it had', async () => {
    const laptop = under.device();
    await laptop.step('open', { item: 1 });
    const { cookie } = laptop;
    expect(await laptop.step('claim', { code: 'NOBODY' })).toMatchObject({
      status: 404,
      headers: spoke('birth-1', '1'),
    });
    expect(laptop.cookie).toBe(cookie);
  });

  it('knows no code from before a sign-in: its session has another key now', async () => {
    await phone.step('open', { item: 1 });
    const { code } = JSON.parse((await phone.step('handOff')).text) as { code: string };
    await phone.step('signIn', { item: 2, account: 'shopper-1' });
    const laptop = under.device();
    expect(await laptop.step('claim', { code })).toMatchObject({ status: 404, headers: spoke('none', '') });
    const later = JSON.parse((await phone.step('handOff')).text) as object;
    expect(await laptop.step('claim', later)).toMatchObject({ status: 200, headers: spoke('birth-1', '1-2') });
  });

  it('draws another code when one is taken', async () => {
    await phone.step('open', { item: 1 });
    under.codes.push('SAMEXX', 'SAMEXX', 'OTHERX');
    await phone.step('handOff');
    expect(JSON.parse((await phone.step('handOff')).text)).toEqual({ code: 'OTHERX' });
  });
});

describe('every answer', () => {
  it.each(['/health', '/api/session', '/', '/nowhere'])('of %s names its node and is kept by no cache', async (url) => {
    const { headers } = await phone.request('GET', url);
    expect(headers).toMatchObject({ 'x-node': 'node-1.1', 'cache-control': 'no-store' });
  });

  it('is counted until it has left, health apart', async () => {
    await phone.step('open', { item: 1 });
    await phone.step('pay', {});
    await phone.request('GET', '/health');
    expect(under.traffic.received).toBe(2);
    expect(under.traffic.inFlight).toBe(0);
  });
});

describe('a bad request', () => {
  it.each<[string, Step, object]>([
    ['an unknown property', 'open', { item: 1, more: 1 }],
    ['text for a number', 'open', { item: '1' }],
    ['no body', 'review', {}],
    ['an unknown plan', 'plan', { item: 1, plan: 'gold' }],
    ['a whole card number', 'paymentMethod', { item: 1, card: '4242424242424242' }],
  ])('with %s is refused, does nothing and speaks of nothing', async (_what, step, body) => {
    await phone.step('open', { item: 1 });
    const before = stored();
    const { status, headers, setCookies } = await phone.step(step, body);
    expect(status).toBe(400);
    expect(headers['x-birth']).toBeUndefined();
    expect(setCookies).toEqual([]);
    expect(stored()).toEqual(before);
    expect(under.lines.filter(({ k }) => k === 'op')).toHaveLength(1);
  });

  it('with an operation id that is no number is refused', async () => {
    const answer = await phone.request('GET', '/api/session', undefined, { 'x-operation': 'seven' });
    expect(answer.status).toBe(400);
  });
});
