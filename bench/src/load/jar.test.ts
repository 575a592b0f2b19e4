import fc from 'fast-check';
import { CookieJar } from 'tough-cookie';
import { describe, expect, it } from 'vitest';
import { Jar } from './jar.js';

const noon = () => Date.parse('2026-01-01T12:00:00Z');

describe('jar', () => {
  it('replaces by name and path, and clears what is set to expire in the past', () => {
    const jar = new Jar(noon);
    jar.store('sid=one; Path=/; HttpOnly; SameSite=Lax', '/api/open');
    jar.store('srv=n1; path=/', '/api/open');
    jar.store('sid=two; Path=/', '/api/open');
    expect(jar.header('/api/plan')).toBe('srv=n1; sid=two');
    jar.store('sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT', '/api/open');
    expect(jar.header('/api/plan')).toBe('srv=n1');
    expect(jar.get('sid')).toBeUndefined();
  });

  it('does not store a cookie over 4,096 bytes, and keeps the one it had', () => {
    const jar = new Jar(noon);
    jar.store(`sid=${'x'.repeat(4093)}; Path=/`, '/');
    expect(jar.get('sid')).toHaveLength(4093);
    jar.store(`sid=${'y'.repeat(4094)}; Path=/`, '/');
    expect(jar.get('sid')).toBe('x'.repeat(4093));
  });

  it('lets cookies expire by the clock', () => {
    let nowMs = noon();
    const jar = new Jar(() => nowMs);
    jar.store('sid=one; Path=/; Max-Age=2; Expires=Thu, 01 Jan 1970 00:00:00 GMT', '/');
    expect(jar.header('/')).toBe('sid=one');
    nowMs += 2001;
    expect(jar.header('/')).toBeUndefined();
  });

  it('gives a copy that shares nothing', () => {
    const jar = new Jar(noon);
    jar.store('sid=one; Path=/', '/');
    const copy = jar.copy();
    copy.store('sid=two; Path=/', '/');
    expect(jar.get('sid')).toBe('one');
    expect(copy.get('sid')).toBe('two');
  });

  it('sends what a well-known jar sends, whatever was set', () => {
    const cookie = fc.record({
      name: fc.constantFrom('sid', 'srv', 'a'),
      value: fc.stringMatching(/^[a-zA-Z0-9_.%-]{0,8}$/),
      path: fc.constantFrom('', '; Path=/', '; Path=/api', '; Path=/api/', '; path=/other', '; Path=bad'),
      age: fc.constantFrom(
        '',
        '; Max-Age=10',
        '; Max-Age=0',
        '; max-age=-1',
        '; Max-Age=x',
        '; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
        '; Expires=nonsense',
      ),
      rest: fc.constantFrom('', '; HttpOnly', '; SameSite=Strict', '; Unknown=1'),
      from: fc.constantFrom('/', '/api/open', '/api', '/other/x'),
    });
    const words = (header: string | undefined) => (header ?? '').split('; ').filter(Boolean).sort();
    fc.assert(
      fc.property(
        fc.array(cookie, { maxLength: 8 }),
        fc.constantFrom('/', '/api', '/api/plan', '/apix', '/other'),
        (cookies, to) => {
          const ours = new Jar(Date.now);
          const theirs = new CookieJar(undefined, { rejectPublicSuffixes: false });
          for (const { name, value, path, age, rest, from } of cookies) {
            const header = `${name}=${value}${path}${age}${rest}`;
            ours.store(header, from);
            theirs.setCookieSync(header, `http://127.0.0.1${from}`, { ignoreError: true });
          }
          expect(words(ours.header(to))).toEqual(words(theirs.getCookieStringSync(`http://127.0.0.1${to}`)));
        },
      ),
    );
  });
});
