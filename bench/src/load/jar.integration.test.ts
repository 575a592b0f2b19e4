/** The jar beside a real browser, where they matter most: what becomes of a cookie that is too long. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locatePrograms } from '../provision/locate.js';
import { TEST_PROGRAMS } from '../provision/programs.js';
import { Jar, MAX_COOKIE_BYTES } from './jar.js';

const executablePath =
  process.env['SESSION_LAB_CHROMIUM'] ?? locatePrograms(TEST_PROGRAMS, process.env['PATH']).chromium;
/** A name of three bytes and so much value. */
const cookieOf = (bytes: number, sign = 'x'): string => `sid=${sign.repeat(bytes - 3)}`;
const LONG_PATH = `/${'p'.repeat(200)}`;

/** What one answer after the other sets. */
const STORIES: readonly (readonly [string, readonly string[]])[] = [
  ['as long as it may be', [`${cookieOf(MAX_COOKIE_BYTES)}; Path=/`]],
  ['one byte longer', [`${cookieOf(MAX_COOKIE_BYTES + 1)}; Path=/`]],
  ['one byte longer than the one before may be', ['sid=before; Path=/', `${cookieOf(MAX_COOKIE_BYTES + 1)}; Path=/`]],
  ['as long as it may be, with attributes beside', [`${cookieOf(MAX_COOKIE_BYTES)}; Path=/; HttpOnly; SameSite=Lax`]],
  ['long in its path alone', [`${cookieOf(MAX_COOKIE_BYTES)}; Path=${LONG_PATH}`]],
  ['percent-encoded to too long', [`sid=${'%3D'.repeat(1365)}; Path=/`]],
  ['long, then cleared', [`${cookieOf(4000)}; Path=/`, 'sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT']],
];

describe.skipIf(executablePath === undefined)('a cookie too long', () => {
  let browser: Browser;
  let server: Server;
  let setCookie = '';
  beforeAll(async () => {
    server = createServer((_request, response) => response.setHeader('set-cookie', setCookie).end('<p>set</p>'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: executablePath ?? '', headless: true, args: ['--disable-gpu'] });
  });
  afterAll(async () => {
    await browser?.close();
    await new Promise((resolve) => server?.close(resolve));
  });

  it.each(STORIES)('is treated as a browser does: %s', async (_title, answers) => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const context = await browser.newContext();
    const page = await context.newPage();
    const jar = new Jar(Date.now);
    for (const answer of answers) {
      setCookie = answer;
      await page.goto(`${origin}/`);
      jar.store(answer, '/');
    }
    const kept = await context.cookies();
    expect(kept.map(({ value }) => value)).toEqual([jar.get('sid')].filter((value) => value !== undefined));
    await context.close();
  });
});
