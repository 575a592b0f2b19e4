import { describe, expect, it } from 'vitest';
import { type Facts, planProvisioning } from './planner.js';
import { RUN_PROGRAMS } from './programs.js';

const bare: Facts = {
  platform: 'linux',
  isRoot: true,
  sudo: 'none',
  manager: 'apt',
  services: [],
  refused: false,
  found: {},
};
const user: Partial<Facts> = { isRoot: false };

function plan(facts: Partial<Facts>) {
  return planProvisioning({ ...bare, ...facts }, RUN_PROGRAMS);
}
/** The commands, or what a person has to type. */
function outcome(facts: Partial<Facts>): string | string[] {
  const provisioning = plan(facts);
  if (provisioning.kind === 'ready') return 'ready';
  if (provisioning.kind === 'impossible') return `${provisioning.code}: ${provisioning.hint}`;
  return provisioning.steps.map(({ command }) => command.join(' '));
}

describe('planProvisioning', () => {
  it('does nothing when everything is there', () => {
    expect(outcome({ found: { redisServer: '/usr/bin/redis-server', haproxy: '/usr/sbin/haproxy' } })).toBe('ready');
  });

  it('installs by apt as root, without a service', () => {
    expect(outcome({})).toMatchInlineSnapshot(`
      [
        "sh -c apt-get -o DPkg::Lock::Timeout=120 update",
        "sh -c [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\\n# session-lab: no service starts while packages are installed\\nexit 101\\n' > /usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d; }; trap 'grep -qs session-lab /usr/sbin/policy-rc.d && rm -f /usr/sbin/policy-rc.d' EXIT; trap 'exit 130' INT TERM HUP; { DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends redis-server || DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends valkey-server; } && DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends haproxy",
        "sh -c command -v systemctl >/dev/null || exit 0; for s in redis-server redis valkey-server valkey haproxy; do systemctl stop $s.service; systemctl disable $s.service; done >/dev/null 2>&1; true",
      ]
    `);
  });

  it('installs only what is missing, by sudo where it asks nothing', () => {
    const steps = outcome({ ...user, sudo: 'passwordless', found: { redisServer: '/usr/bin/valkey-server' } });
    expect(steps).toHaveLength(3);
    for (const step of steps) {
      expect(step).toMatch(/^sudo -n sh -c /);
      expect(step).not.toContain('redis');
    }
  });

  it('installs by dnf and by brew', () => {
    expect(outcome({ manager: 'dnf' })).toContain(
      'sh -c { dnf install -y redis || dnf install -y valkey; } && dnf install -y haproxy',
    );
    expect(outcome({ ...user, platform: 'darwin', manager: 'brew' })).toEqual([
      'sh -c { brew install --quiet redis || brew install --quiet valkey; }',
      'sh -c brew install --quiet haproxy',
    ]);
  });

  it('touches no service that the system knew before', () => {
    const steps = outcome({ services: ['redis', 'redis-server', 'valkey', 'valkey-server'] });
    expect(steps.at(-1)).toContain('for s in haproxy;');
    expect(outcome({ services: ['redis', 'redis-server', 'valkey', 'valkey-server', 'haproxy'] })).toHaveLength(2);
  });

  it.each<[string, Partial<Facts>, string]>([
    ['user, no sudo', user, 'as root, type: apt-get update && apt-get install -y redis-server haproxy'],
    [
      'user, sudo asks',
      { ...user, sudo: 'asks' },
      'type: sudo apt-get update && sudo apt-get install -y redis-server haproxy',
    ],
    ['user, dnf', { ...user, sudo: 'asks', manager: 'dnf' }, 'type: sudo dnf install -y redis haproxy'],
    ['root, refused', { refused: true }, 'type: apt-get update && apt-get install -y redis-server haproxy'],
    [
      'only haproxy',
      { ...user, found: { redisServer: '/x' } },
      'as root, type: apt-get update && apt-get install -y haproxy',
    ],
    [
      'macOS, refused',
      { ...user, platform: 'darwin', manager: 'brew', refused: true },
      'type: brew install redis haproxy',
    ],
    ['brew as root', { platform: 'darwin', manager: 'brew' }, 'type: brew install redis haproxy (not as root)'],
    [
      'no manager',
      { manager: null },
      'install redis-server or valkey-server and haproxy by the means of your system, so that PATH finds them',
    ],
  ])('says what to type: %s', (_, facts, hint) => {
    expect(outcome(facts)).toBe(`LAB_PROGRAM_MISSING: ${hint}`);
  });

  it('says why it does not install', () => {
    expect(plan({ refused: true })).toHaveProperty(
      'message',
      'redis-server (the store of the stateless designs) and haproxy (the balancer) are missing and SESSION_LAB_NO_INSTALL forbids installing.',
    );
  });

  it('sends Windows to WSL2, whatever is there', () => {
    expect(plan({ platform: 'win32', found: { redisServer: 'x', haproxy: 'y' } })).toMatchObject({
      code: 'LAB_PLATFORM',
      hint: expect.stringContaining('WSL2'),
    });
  });
});
