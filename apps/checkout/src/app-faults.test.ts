/** What the app answers when store or gateway fail, or the node is stopping: never more certain than it can be. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ChargeUnconfirmed } from './payments/client.js';
import { AppUnderTest, type InjectedDevice } from './rigs/app-under-test.js';
import { StoreRefused } from './session/errors.js';

let under: AppUnderTest;
let phone: InjectedDevice;
beforeEach(async () => {
  under = await AppUnderTest.open();
  phone = under.device();
  await phone.step('open', { item: 1 });
});

function failing(at: string): void {
  under.store.before = (command) => {
    if (command === at) throw new Error('the store is away');
  };
}
const operations = () => under.lines.flatMap((line) => (line.k === 'op' ? [line.op] : []));

/** The answer says nothing of the session and leaves the cookie alone. */
function expectSilent(answer: Awaited<ReturnType<InjectedDevice['step']>>): void {
  expect(answer.headers['x-birth']).toBeUndefined();
  expect(answer.headers['x-items']).toBeUndefined();
  expect(answer.setCookies).toEqual([]);
}

/** What a handler asks of the store: command, step, body. */
const UNDER_HANDLERS = [
  ['update', 'plan', { item: 2, plan: 'basic' }],
  ['move', 'signIn', { item: 2, account: 'a' }],
  ['destroy', 'signOut', undefined],
  ['keepCode', 'handOff', undefined],
  ['takeCode', 'claim', { code: 'ABCDEF' }],
] as const;

describe('the store is away', () => {
  it('before the handler: a refusal that proves it had no effect', async () => {
    failing('load');
    const answer = await phone.step('plan', { item: 2, plan: 'basic' });
    expect(answer).toMatchObject({ status: 503, headers: { 'x-effect': 'none', 'retry-after': '1' } });
    expectSilent(answer);
    expect(operations()).toEqual([1]);
  });

  it.each(UNDER_HANDLERS)('at %s under the handler: an answer that promises nothing', async (command, step, body) => {
    failing(command);
    const answer = await phone.step(step, body);
    expect(answer.status).toBe(503);
    expect(answer.headers['x-effect']).toBeUndefined();
    expectSilent(answer);
    expect(operations()).toEqual([1, 2]);
    expect(under.lines.some(({ k }) => k === 'moved' || k === 'ended')).toBe(false);
  });

  it.each(UNDER_HANDLERS)(
    'and says at %s that it was sent nothing: a proof of no effect',
    async (command, step, body) => {
      under.store.before = (asked) => {
        if (asked === command) throw new StoreRefused('known to be away');
      };
      const answer = await phone.step(step, body);
      expect(answer).toMatchObject({ status: 503, headers: { 'x-effect': 'none', 'retry-after': '1' } });
      expectSilent(answer);
      expect(under.lines.some(({ k }) => k === 'moved' || k === 'ended')).toBe(false);
    },
  );

  it('and was sent nothing of a claimed session: the code is used up all the same', async () => {
    const { text } = await phone.step('handOff');
    under.store.before = (asked) => {
      if (asked === 'load') throw new StoreRefused('known to be away');
    };
    const answer = await under.device().step('claim', JSON.parse(text) as object);
    expect(answer.status).toBe(503);
    expect(answer.headers['x-effect']).toBeUndefined();
    expectSilent(answer);
  });

  it.each([
    ['was sent nothing', new StoreRefused('known to be away')],
    ['did not answer', new Error('the store is away')],
  ])('after a charge, and %s: no promise that nothing happened, and a retry charges once', async (_how, failure) => {
    await phone.step('review', { item: 2 });
    under.store.before = (asked) => {
      if (asked === 'update') throw failure;
    };
    const answer = await phone.step('pay', { item: 3 });
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(answer.headers['x-effect']).toBeUndefined();
    expectSilent(answer);
    under.store.before = () => {};
    expect((await phone.step('pay', { item: 3 })).status).toBe(200);
    expect(new Set(under.charges.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('at a new session: none is journalled and no cookie names it', async () => {
    failing('create');
    const newcomer = under.device();
    const answer = await newcomer.step('open', { item: 9 });
    expect(answer.status).toBe(503);
    expectSilent(answer);
    expect(under.lines.filter(({ k }) => k === 'created')).toHaveLength(1);
  });

  it('is not asked again behind the handler’s back', async () => {
    failing('update');
    under.store.asked.length = 0;
    await phone.step('plan', { item: 2, plan: 'basic' });
    expect(under.store.asked).toEqual(['load', 'update']);
  });
});

describe('the session goes away between look-up and save', () => {
  it('is not revived: the answer finds none, and leaves the cookie to whoever ended it', async () => {
    under.store.before = (command) => {
      if (command === 'update') under.store.sessionsByKey.clear();
    };
    const answer = await phone.step('plan', { item: 2, plan: 'basic' });
    expect(answer).toMatchObject({ status: 409, headers: { 'x-birth': 'none', 'x-items': '' }, setCookies: [] });
    expect(under.store.sessionsByKey.size).toBe(0);
  });

  it('after a charge: no promise that nothing happened', async () => {
    await phone.step('review', { item: 2 });
    under.beforeCharge = () => under.store.sessionsByKey.clear();
    const answer = await phone.step('pay', { item: 3 });
    expect(answer.status).toBe(500);
    expectSilent(answer);
    expect(under.charges).toHaveLength(1);
  });
});

describe('the gateway', () => {
  it.each([502, 504] as const)('fails: %s, with the session untouched', async (status) => {
    await phone.step('review', { item: 2 });
    const before = [...under.store.sessionsByKey.entries()];
    under.beforeCharge = () => {
      throw new ChargeUnconfirmed(status, 'no');
    };
    const answer = await phone.step('pay', { item: 3 });
    expect(answer.status).toBe(status);
    expect(answer.headers['x-effect']).toBeUndefined();
    expectSilent(answer);
    expect([...under.store.sessionsByKey.entries()]).toEqual(before);
  });

  it('is not asked again for a session that has its receipt', async () => {
    await phone.step('review', { item: 2 });
    const first = await phone.step('pay', { item: 3 });
    const second = await phone.step('pay', { item: 3 });
    expect(second.text).toBe(first.text);
    expect(under.charges).toHaveLength(1);
  });

  it('is told -1 as the operation of a person without one', async () => {
    await phone.step('review', { item: 2 });
    await phone.request('POST', '/api/pay', { item: 3 });
    expect(under.charges[0]).toMatchObject({ op: -1, account: 'guest', amountCents: 799 });
  });

  it('is never asked before the review was acknowledged', async () => {
    failing('update');
    await phone.step('review', { item: 2 });
    under.store.before = () => {};
    expect((await phone.step('pay', { item: 3 })).status).toBe(409);
    expect(under.charges).toEqual([]);
  });
});

describe('a stopping node', () => {
  it('refuses with proof of no effect, closes the connection, and its health says so', async () => {
    await under.traffic.close();
    const answer = await phone.step('plan', { item: 2, plan: 'basic' });
    expect(answer).toMatchObject({ status: 503, headers: { 'x-effect': 'none', connection: 'close' } });
    expectSilent(answer);
    expect(operations()).toEqual([1]);
    expect(await phone.request('GET', '/health')).toMatchObject({ status: 503 });
  });

  it('waits for what is in flight', async () => {
    await phone.step('review', { item: 2 });
    let charged = (): void => {};
    const asked = new Promise<void>((reached) => {
      under.beforeCharge = () => {
        reached();
        return new Promise((resolve) => {
          charged = resolve;
        });
      };
    });
    const paying = phone.step('pay', { item: 3 });
    await asked;
    let closed = false;
    const closing = under.traffic.close().then(() => {
      closed = true;
    });
    await phone.request('GET', '/health');
    expect(closed).toBe(false);
    charged();
    expect((await paying).status).toBe(200);
    await closing;
    expect(under.traffic.inFlight).toBe(0);
  });
});

it('keeps one person out of the order of another who is still signed in', async () => {
  await phone.step('signIn', { item: 2, account: 'ada' });
  const { status, text, headers } = await phone.step('signIn', { item: 9, account: 'somebody-else' });
  expect([status, headers['x-birth']]).toEqual([409, undefined]);
  expect(text).toContain('sign out first');
});

it('reports a bug, and answers 500 without promising anything', async () => {
  under.beforeCharge = () => {
    throw new TypeError('a bug');
  };
  await phone.step('review', { item: 2 });
  const answer = await phone.step('pay', { item: 3 });
  expect(answer.status).toBe(500);
  expectSilent(answer);
  expect(under.reported).toEqual([new TypeError('a bug')]);
});
