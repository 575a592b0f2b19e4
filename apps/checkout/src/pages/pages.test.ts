/** A person clicks through the pages, following forms and links as a browser does. */
import { beforeEach, describe, expect, it } from 'vitest';
import { ChargeUnconfirmed } from '../payments/client.js';
import { AppUnderTest, type Injected, type InjectedDevice } from '../rigs/app-under-test.js';

let under: AppUnderTest;
beforeEach(async () => {
  under = await AppUnderTest.open();
});

/** A browser: holds the page that it is on, clicks only what that page offers. */
class Clicker {
  readonly device: InjectedDevice;
  page = '';
  constructor(device: InjectedDevice) {
    this.device = device;
  }
  async visit(path: string): Promise<this> {
    return this.#arrive(await this.device.request('GET', path));
  }
  /** Sends the form with that action, if the page has it and the fields that it asks for are given. */
  async submit(action: string, fields: Record<string, string> = {}): Promise<this> {
    expect(this.page).toContain(`action="${action}"`);
    for (const name in fields) expect(this.page).toContain(`name="${name}"`);
    return this.#arrive(await this.device.form(action, fields));
  }
  async follow(path: string): Promise<this> {
    expect(this.page).toContain(`href="${path}"`);
    return this.visit(path);
  }
  shown(id: string): string | undefined {
    return new RegExp(`id="${id}">([^<]*)<`).exec(this.page)?.[1];
  }
  async #arrive(answer: Injected): Promise<this> {
    this.page = answer.text;
    return answer.status === 303 ? this.visit(String(answer.headers['location'])) : this;
  }
}

describe('the pages', () => {
  it('lead from the start to the receipt, showing node and session on the way', async () => {
    const person = new Clicker(under.device());
    await person.visit('/');
    expect(person.shown('birth')).toBe('none');
    expect(person.shown('node')).toBe('node-1.1');
    await person.submit('/open');
    await person.submit('/sign-in', { account: 'Ada <b>' });
    await person.follow('/watch/a-quorum-of-one');
    await person.submit('/watch/a-quorum-of-one');
    await person.submit('/watch/a-quorum-of-one');
    expect(person.page).toContain('0 min 20 s');
    await person.follow('/plan');
    await person.submit('/plan', { plan: 'standard' });
    await person.submit('/payment-method', { card: '0042' });
    expect(person.page).toContain('standard');
    expect(person.page).toContain('0042');
    await person.submit('/review');
    await person.submit('/pay');
    expect(person.page).toContain('€ 12.99');
    expect(person.shown('birth')).toBe('birth-1');
    expect(person.shown('items')).toBe('1000000001-1000000006');
    expect(under.charges).toMatchObject([{ account: 'Ada <b>', amountCents: 1299, op: -1 }]);
    await person.visit('/');
    expect(person.page).toContain('Ada &lt;b&gt;');
    await person.submit('/sign-out');
    expect(person.shown('birth')).toBe('none');
  });

  it('take the person from a phone to a laptop, where they were', async () => {
    const phone = new Clicker(under.device());
    await phone.visit('/');
    await phone.submit('/open');
    await phone.submit('/sign-in', { account: 'Ada' });
    await phone.visit('/plan');
    await phone.submit('/plan', { plan: 'basic' });
    await phone.visit('/');
    await phone.submit('/hand-off');
    const code = phone.shown('code') as string;
    const laptop = new Clicker(under.device());
    await laptop.visit('/');
    await laptop.follow('/claim');
    await laptop.submit('/claim', { code: 'WRONG1' });
    expect(laptop.page).toContain('unknown here');
    await laptop.submit('/claim', { code });
    expect(laptop.page).toContain('How will you pay?');
    expect(laptop.shown('birth')).toBe('birth-1');
    expect(laptop.device.cookie).toBe(phone.device.cookie);
  });

  it('say in words when there is nothing to pay, and when the store is away', async () => {
    const device = under.device();
    const refused = await device.form('/pay');
    expect(refused).toMatchObject({ status: 409 });
    expect(refused.text).toContain('Nothing to pay');
    await device.form('/open');
    under.store.before = () => {
      throw new Error('away');
    };
    const failed = await device.request('GET', '/');
    expect(failed).toMatchObject({ status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(failed.text).toContain('That did not work');
  });

  it('carry the headers of the protocol', async () => {
    const device = under.device();
    expect((await device.form('/open')).headers).toMatchObject({ 'x-birth': 'birth-1', 'x-items': '1000000001' });
    expect((await device.request('GET', '/titles')).headers).toMatchObject({
      'x-birth': 'birth-1',
      'cache-control': 'no-store',
    });
  });

  it('tell a person of a lost session, and do nothing, where a program would silently get a new one', async () => {
    const device = under.device();
    await device.form('/open');
    const { cookie } = device;
    await device.form('/sign-out');
    device.cookie = cookie;
    const left = under.lines.length;
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/titles'],
      ['GET', '/receipt?again'],
      ['POST', '/plan'],
      ['POST', '/pay'],
    ] as const) {
      const answer = await (method === 'GET' ? device.request(method, path) : device.form(path, { plan: 'basic' }));
      expect(answer, path).toMatchObject({
        status: 409,
        headers: { 'x-birth': 'none', 'x-items': '' },
        setCookies: [],
      });
      expect(answer.text).toContain('Your session is gone');
    }
    expect(under.lines.length).toBe(left);
    expect((await device.form('/open')).headers).toMatchObject({ 'x-birth': 'birth-2' });
  });

  it.each([
    ['/sign-in', 'account', ''],
    ['/payment-method', 'card', '42'],
    ['/claim', 'code', ''],
  ])('ask again, and do nothing, when a field is wrong (%s)', async (path, name, value) => {
    const device = under.device();
    await device.form('/open');
    const lines = under.lines.length;
    const { status, text } = await device.form(path, { [name]: value });
    expect(status).toBe(400);
    expect(text).toMatch(new RegExp(`<input [^>]*name="${name}"[^>]* aria-invalid="true">`));
    expect(text).toContain('role="alert"');
    expect(under.lines.length).toBe(lines);
  });

  it('ask again for a plan that there is', async () => {
    const { status, text } = await under.device().form('/plan', { plan: 'free' });
    expect({ status, again: text.includes('There is no such plan') }).toEqual({ status: 400, again: true });
  });

  it('say in words that a payment is not confirmed, that a node is stopping, that there is no page', async () => {
    const device = under.device();
    await device.form('/open');
    await device.form('/review');
    under.beforeCharge = () => {
      throw new ChargeUnconfirmed(504, 'the gateway did not answer in time');
    };
    const unconfirmed = await device.form('/pay');
    expect(unconfirmed.status).toBe(504);
    expect(unconfirmed.text).toContain('You may have been charged, or not');
    const nowhere = await device.request('GET', '/nowhere');
    expect(nowhere).toMatchObject({ status: 404, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(await device.request('GET', '/api/nowhere')).toMatchObject({
      status: 404,
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
    await under.traffic.close();
    const stopping = await device.request('GET', '/plan');
    expect(stopping).toMatchObject({ status: 503, headers: { 'x-effect': 'none', 'retry-after': '1' } });
    expect(stopping.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(stopping.text).toMatch(/this node is stopping.+Nothing was done/s);
    expect((await device.request('GET', '/api/session')).text).toBe('{"problem":"this node is stopping"}');
  });
});
