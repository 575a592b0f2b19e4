/** People in a real browser, before real clusters: the whole journey, another device, and a node that dies under them. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedCluster } from '../cluster/cluster.js';
import { createProcessDriver } from '../cluster/process/driver.js';
import { locatePrograms } from '../provision/locate.js';
import { TEST_PROGRAMS } from '../provision/programs.js';
import { DESIGNS } from '../scenario/designs.js';
import { Person, VIEWPORTS, type Viewport } from './person.js';
import { CLUSTER, nowUs } from './rig.js';

const programs = locatePrograms(TEST_PROGRAMS, process.env['PATH']);
const executablePath = process.env['SESSION_LAB_CHROMIUM'] ?? programs.chromium;
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** Newcomers are spread in turn: both nodes are met within a few fresh browsers. */
const MOST_LAPTOPS = 8;
const GONE = 'Your session is gone';
const REFUSED = 'Enter your code';

let browser: Browser;

describe.skipIf(executablePath === undefined)('people in a browser', () => {
  beforeAll(async () => {
    // Its profile is a new folder, which goes when it closes.
    browser = await chromium.launch({ executablePath: executablePath ?? '', headless: true, args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
  });

  describe.each(['stateful', 'stateless'] as const)('%s, two nodes', (design) => {
    let place: Place;
    beforeAll(async () => {
      place = await Place.open(design);
    });
    afterAll(async () => {
      await place?.[Symbol.asyncDispose]();
    });

    it.each(['phone', 'laptop'] as const)('leads from the start to the receipt, on a %s', async (viewport) => {
      const { person, context } = await place.newcomer(viewport);
      const nodes = new Set<string>();
      const looks = async (): Promise<void> => {
        nodes.add(await person.shown('node'));
        expect(await person.language()).toBe('en');
        expect(await person.overflow()).toBeLessThanOrEqual(0);
        expect(await person.unnamed()).toBe(0);
        expect(person.answer()).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
      };
      expect(await person.heading()).toBe('Streaming, checked out');
      expect(await person.shown('birth')).toBe('none');
      await looks();
      expect(await person.press('Open the app')).toBe('Sign in');
      const birth = await person.shown('birth');
      expect(await person.focused()).toBe('Your name');
      await looks();
      await person.fill('Your name', 'Ada <b>');
      expect(await person.press('Sign in')).toBe('What will it be?');
      await looks();
      expect(await person.follow('A Quorum of One')).toBe('A Quorum of One');
      expect(await person.press('Watch ten more seconds')).toBe('A Quorum of One');
      expect(await person.words()).toContain('0 min 10 s');
      await looks();
      await toTheOrder(person, looks);
      for (const part of ['standard, € 12.99 a month', '···· 0042']) expect(await person.words()).toContain(part);
      await looks();
      await pay(person);
      expect(await person.words()).toContain('€ 12.99');
      await looks();
      expect(await person.shown('birth')).toBe(birth);
      const charges = (await place.cluster.ledger())?.filter(({ key }) => key === `pay-${birth}`);
      expect(charges).toMatchObject([{ account: 'Ada <b>', amountCents: 1299 }]);
      // A reload repeats nothing.
      await person.visit('/receipt');
      expect(await person.words()).toContain(`pay-${birth}`);
      expect(nodes.size).toBe(design === 'stateful' ? 1 : 2);
      await context.close();
    });

    it('says beside a field what was wrong with it', async () => {
      const { person, context } = await place.newcomer('laptop');
      await signIn(person);
      await person.visit('/payment-method');
      await person.leavesChecksToTheNode();
      await person.fill('Last four digits of your card', 'four');
      expect(await person.press('Go on')).toBe('How will you pay?');
      expect(await person.words()).toContain('These must be four digits');
      expect(person.answer().status).toBe(400);
      await person.visit('/nowhere');
      expect(await person.heading()).toBe('No such page');
      expect(person.answer()).toEqual({ status: 404, type: 'text/html; charset=utf-8' });
      await context.close();
    });

    it('moves a checkout from a phone to a laptop', async () => {
      const phone = await place.newcomer('phone');
      await signIn(phone.person);
      const birth = await phone.person.shown('birth');
      await phone.person.visit('/plan');
      expect(await phone.person.press('Take basic')).toBe('How will you pay?');
      const met = new Set<'claimed' | 'refused'>();
      const enough = (laptops: number): boolean =>
        design === 'stateless' ? laptops === 3 : met.size === 2 || laptops === MOST_LAPTOPS;
      for (let laptops = 0; !enough(laptops); laptops += 1) {
        expect(await phone.person.press('Continue on another device')).toBe('Continue on another device');
        const code = await phone.person.shown('code');
        const { person, context } = await place.newcomer('laptop');
        if ((await claim(person, code.toLowerCase())) === REFUSED) {
          met.add('refused');
          expect(await person.words()).toContain('This code is unknown here, or used up.');
          expect(person.answer()).toEqual({ status: 404, type: 'text/html; charset=utf-8' });
          expect(await person.shown('birth')).toBe('none');
          expect(await person.shown('node')).not.toBe(await phone.person.shown('node'));
        } else {
          met.add('claimed');
          expect(await person.shown('birth')).toBe(birth);
          await person.visit('/payment-method');
          await person.fill('Last four digits of your card', `424${laptops}`);
          expect(await person.press('Go on')).toBe('Review your order');
          // What one device did, the other one finds.
          await phone.person.visit('/review');
          expect(await phone.person.words()).toContain(`···· 424${laptops}`);
        }
        await context.close();
        await phone.person.visit('/review');
        expect(await phone.person.shown('birth')).toBe(birth);
      }
      expect([...met].sort()).toEqual(design === 'stateful' ? ['claimed', 'refused'] : ['claimed']);
      await phone.context.close();
    });

    // The last one: a node is missing after it.
    it('tells a person whose node is killed what became of the session', async () => {
      const { person, context } = await place.newcomer('phone');
      await signIn(person);
      const birth = await person.shown('birth');
      await person.visit('/plan');
      const holder = await person.shown('node');
      await place.cluster.killNode(holder.replace(/\.\d+$/, ''));
      if (design === 'stateful') {
        expect(await person.press('Take standard')).toBe(GONE);
        expect(person.answer()).toEqual({ status: 409, type: 'text/html; charset=utf-8' });
        expect(await person.shown('birth')).toBe('none');
        expect(await person.shown('node')).not.toBe(holder);
        expect(await person.words()).toContain('what you chose before is lost');
        expect(await person.follow('Look again')).toBe(GONE);
        expect(await person.press('Start over')).toBe('Sign in');
        expect(await person.shown('birth')).not.toMatch(new RegExp(`^(none|${birth})$`));
        await person.fill('Your name', 'Ada');
        expect(await person.press('Sign in')).toBe('What will it be?');
        await person.visit('/plan');
        await toTheOrder(person);
      } else {
        await toTheOrder(person);
        expect(await person.shown('birth')).toBe(birth);
        expect(await person.shown('node')).not.toBe(holder);
      }
      await pay(person);
      expect(await person.words()).toContain('€ 12.99');
      await context.close();
    });
  });
});

async function signIn(person: Person): Promise<void> {
  expect(await person.press('Open the app')).toBe('Sign in');
  await person.fill('Your name', 'Ada');
  expect(await person.press('Sign in')).toBe('What will it be?');
}

/** From a film, or the choice of plans, to the order. */
async function toTheOrder(person: Person, looks: () => Promise<void> = async () => {}): Promise<void> {
  if ((await person.heading()) !== 'Choose a plan') expect(await person.follow('Choose a plan')).toBe('Choose a plan');
  await looks();
  expect(await person.press('Take standard')).toBe('How will you pay?');
  await looks();
  await person.fill('Last four digits of your card', '0042');
  expect(await person.press('Go on')).toBe('Review your order');
}

async function pay(person: Person): Promise<void> {
  expect(await person.press('This is right')).toBe('Review your order');
  expect(await person.press('Pay now')).toBe('Thank you');
}

/** @returns heading of the page that the code led to */
async function claim(person: Person, code: string): Promise<string> {
  expect(await person.follow('Enter it here')).toBe(REFUSED);
  await person.fill('Code', code);
  return person.press('Go on here');
}

/** A cluster, and the folder of its files. */
class Place implements AsyncDisposable {
  readonly cluster: StartedCluster;
  readonly #folder: string;

  private constructor(cluster: StartedCluster, folder: string) {
    this.cluster = cluster;
    this.#folder = folder;
  }

  static async open(design: 'stateful' | 'stateless'): Promise<Place> {
    const { redisServer, haproxy } = programs;
    if (redisServer === undefined || haproxy === undefined) throw new Error('redis-server or haproxy is missing');
    const folder = mkdtempSync(join(tmpdir(), 'session-lab-pages-'));
    const [journalDir, logDir] = ['journals', 'logs'].map((name) => join(folder, name)) as [string, string];
    for (const each of [journalDir, logDir]) mkdirSync(each);
    const plan = { ...CLUSTER, nodes: 2, spareNodes: 0, journalDir, logDir };
    const context = { nowUs, onEvent: () => {}, signal: new AbortController().signal };
    const driver = createProcessDriver({ redisServer, haproxy });
    return new Place(await driver.start({ ...plan, design: DESIGNS[design] }, context), folder);
  }

  /** Somebody whom no node knows yet, at the first page. */
  async newcomer(viewport: Viewport): Promise<{ readonly person: Person; readonly context: BrowserContext }> {
    const { host, port } = this.cluster;
    const context = await browser.newContext({ viewport: VIEWPORTS[viewport], baseURL: `http://${host}:${port}` });
    const person = await Person.at(context);
    await person.visit('/');
    return { person, context };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true });
  }
}
