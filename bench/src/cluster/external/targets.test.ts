import { describe, expect, it } from 'vitest';
import { DESIGNS } from '../../scenario/designs.js';
import type { Scenario } from '../../scenario/scenario.js';
import { againstTargets, allowedHosts, problemsOfTargets, readTargets } from './targets.js';

const read = (targets: readonly string[], allowHosts: readonly string[] = []) => readTargets({ targets, allowHosts });
const complaints = (targets: readonly string[], allowHosts: readonly string[] = []): string[] => {
  const result = read(targets, allowHosts);
  return 'problems' in result ? result.problems.map(({ path, message }) => `${path}: ${message}`) : [];
};

describe('--target', () => {
  it.each([
    ['shop=http://127.0.0.1:8080', 'shop', 'http://127.0.0.1:8080', 'shop (127.0.0.1:8080)'],
    ['shop=http://127.0.0.1:8080/', 'shop', 'http://127.0.0.1:8080', 'shop (127.0.0.1:8080)'],
    ['stateful=http://127.0.0.2', 'stateful', 'http://127.0.0.2', 'stateful (127.0.0.2)'],
    ['new-2=HTTP://LOCALHOST:8080', 'new-2', 'http://127.0.0.1:8080', 'new-2 (127.0.0.1:8080)'],
    ['v6=http://[::1]:8080', 'v6', 'http://[::1]:8080', 'v6 ([::1]:8080)'],
    ['odd=http://0x7f000001:80', 'odd', 'http://127.0.0.1', 'odd (127.0.0.1)'],
  ])('%s is a design', (text, name, target, label) => {
    const external = { variant: 'external', routing: 'external', store: 'external' };
    expect(read([text])).toEqual({ ok: [{ name, target, label, ...external }] });
  });

  it.each([
    ['shop', '--target: found "shop", expected a name and an address'],
    ['=http://127.0.0.1', '--target: found "=http://127.0.0.1", expected a name and an address'],
    ['shop=127.0.0.1:8080', '--target shop: found "127.0.0.1:8080", expected http://address:port'],
    ['shop=localhost:8080', '--target shop: found "localhost:8080", expected http://address:port'],
    ['shop=http://127.0.0.1:99999', '--target shop: found "http://127.0.0.1:99999", expected http://address:port'],
    ['shop=', '--target shop: found "", expected http://address:port'],
    ['shop=https://127.0.0.1', '--target shop: found https:, expected http:'],
    ['shop=ftp://127.0.0.1', '--target shop: found "ftp://127.0.0.1", expected http://address:port'],
    ['shop=http://127.0.0.1:0', '--target shop: found port 0, expected one from 1 to 65535'],
    ['shop=http://127.0.0.1/shop', '--target shop: found the path /shop, expected scheme, host and port alone'],
    [
      'shop=http://127.0.0.1/?a=1#b',
      '--target shop: found a query and a fragment, expected scheme, host and port alone',
    ],
    [
      'Shop=http://127.0.0.1',
      '--target: found the name "Shop", expected small letters, digits and hyphens, at most 40',
    ],
    [
      '../x=http://127.0.0.1',
      '--target: found the name "../x", expected small letters, digits and hyphens, at most 40',
    ],
    ['constructor=http://127.0.0.1', expect.stringContaining('found the name "constructor"')],
    [
      'shop=http://10.0.0.1',
      '--target shop: found the host 10.0.0.1, expected a loopback address (127.0.0.0/8 or ::1)',
    ],
    ['shop=http://shop.example', expect.stringContaining('found the host shop.example')],
    ['shop=http://127.0.0.1.nip.example', expect.stringContaining('found the host 127.0.0.1.nip.example')],
    ['shop=http://0.0.0.0:80', expect.stringContaining('found the host 0.0.0.0')],
  ])('%s is refused', (text, complaint) => {
    expect(complaints([text])).toEqual([complaint]);
  });

  it('repeats no password', () => {
    const said = JSON.stringify([
      read(['shop=http://me:secret@127.0.0.1']),
      read(['shop=me:secret@127.0.0.1']),
      read(['http://me:secret@127.0.0.1']),
      read(['http://me:secret@127.0.0.1/?a=http://127.0.0.1']),
    ]);
    expect(said).toContain('found credentials');
    expect(said).not.toContain('secret');
  });

  it('takes one address under two names, and no name twice', () => {
    expect(read(['a=http://127.0.0.1:1', 'b=http://127.0.0.1:1'])).toMatchObject({
      ok: [{ name: 'a' }, { name: 'b' }],
    });
    expect(complaints(['a=http://127.0.0.1:1', 'a=http://127.0.0.1:2'])).toEqual([
      '--target a: the name is given twice',
    ]);
  });

  it('says all that is wrong at once', () => {
    expect(complaints(['A=https://x', 'b', 'c=http://10.0.0.1'], ['other.example'])).toHaveLength(5);
  });
});

describe('--allow-host', () => {
  it('lets load go to the very host that a target names', () => {
    expect(read(['shop=http://Shop.example:8080'], ['SHOP.example'])).toMatchObject({
      ok: [{ target: 'http://shop.example:8080' }],
    });
    expect(read(['shop=http://[2001:db8::1]'], ['2001:db8::1'])).toHaveProperty('ok');
    expect(allowedHosts({ targets: [], allowHosts: ['SHOP.example', '[2001:db8::1]'] })).toEqual([
      'shop.example',
      '2001:db8::1',
    ]);
  });

  it('is needless where the target is the machine itself, by whatever name, and no mistake', () => {
    expect(read(['shop=http://localhost:8080'], ['localhost'])).toHaveProperty('ok');
    expect(read(['shop=http://127.0.0.1:8080'], ['LocalHost'])).toHaveProperty('ok');
  });

  it.each([['shop.example:8080'], ['http://shop.example'], ['example'], ['www.shop.example']])(
    'is refused where no target has the host: %s',
    (allowed) => {
      expect(complaints(['shop=http://shop.example:8080'], [allowed])).toEqual([
        '--target shop: found the host shop.example, expected a loopback address (127.0.0.0/8 or ::1)',
        `--allow-host: no target has the host "${allowed}"`,
      ]);
    },
  );
});

describe('a scenario against targets', () => {
  const scenario = {
    name: 'mine',
    designs: [DESIGNS.stateful],
    faults: [],
    expect: { stateful: { lost: 0 } },
  } as unknown as Scenario;

  it('has them for designs, and expects nothing by their names', () => {
    const result = read(['stateful=http://127.0.0.1']);
    const designs = 'ok' in result ? result.ok : [];
    expect(againstTargets(scenario, designs)).toEqual({ ...scenario, designs, expect: {} });
  });

  it('must have no fault, and the flags of the lab’s own clusters are not for it', () => {
    const faulty = { ...scenario, faults: [{ fault: 'node-kill', atMs: 1, node: 1 }] } as unknown as Scenario;
    const problems = problemsOfTargets([scenario, faulty], { nodes: '3', designs: undefined });
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      '--nodes: found beside --target: the lab starts no node of an external cluster',
      'mine: has a fault (node-kill), expected none',
    ]);
  });
});
