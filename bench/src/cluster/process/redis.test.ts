import { describe, expect, it } from 'vitest';
import { argumentsOf, parseInfo } from './redis.js';
import { parseHaproxyVersion, parseRedisVersion } from './versions.js';

describe('parseInfo', () => {
  it('sums the calls of all commands, those with subcommands too', () => {
    const info = [
      '$99',
      '# Memory',
      'used_memory_peak:941144',
      'used_memory_peak_human:919.09K',
      '# Commandstats',
      'cmdstat_hgetall:calls=40,usec=9,usec_per_call=0.2,rejected_calls=0,failed_calls=0',
      'cmdstat_client|setinfo:calls=2,usec=9,usec_per_call=0.2,rejected_calls=0,failed_calls=0',
      '',
    ].join('\r\n');
    expect(parseInfo(info)).toEqual({ commands: 42, memoryPeakBytes: 941_144 });
  });

  it('refuses an answer without them', () => {
    expect(() => parseInfo('-NOAUTH Authentication required.\r\n')).toThrow('lacks');
  });
});

describe('argumentsOf', () => {
  it.each([
    ['none', '--save  --appendonly no'],
    ['aof', '--save  --appendonly yes --appendfsync everysec'],
    ['rdb', '--save 3600 1 --save 300 100 --save 60 10000 --appendonly no'],
  ] as const)('keeps what the scenario says: %s', (persistence, kept) => {
    expect(argumentsOf(20_001, persistence).join(' ')).toBe(
      `--port 20001 --bind 127.0.0.1 --protected-mode yes --daemonize no ${kept}`,
    );
  });
});

describe('versions', () => {
  it.each([
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=ae4d7c971a948f0', '7.0.15'],
    ['Valkey server v=8.0.1 sha=00000000:0 malloc=libc bits=64 build=1', 'valkey 8.0.1'],
    ['', 'unknown'],
  ])('of %j is %j', (output, version) => {
    expect(parseRedisVersion(output)).toBe(version);
  });

  it.each([
    ['HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/', '2.6.12'],
    ['HA-Proxy version 2.0.33-0ubuntu0.1 2023/10/31 - https://haproxy.org/', '2.0.33'],
    ['', 'unknown'],
  ])('of %j is %j', (output, version) => {
    expect(parseHaproxyVersion(output)).toBe(version);
  });
});
