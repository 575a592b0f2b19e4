import { expect, it } from 'vitest';
import { parseReading, useBetween } from './redis-meter.js';

const info = (commands: number, seconds: number, bytes: number): string => {
  const lines = [
    `total_net_input_bytes:${bytes}`,
    'total_net_output_bytes:1000',
    `used_cpu_sys:${seconds}`,
    'used_cpu_user:0.5',
    `cmdstat_hgetall:calls=${commands},usec=1,usec_per_call=1.00`,
    'cmdstat_config|get:calls=2,usec=1,usec_per_call=1.00',
  ];
  const text = lines.map((line) => `${line}\r\n`).join('');
  return `$${text.length}\r\n${text}\r\n`;
};

it('takes the share of the first reading off, to the byte', () => {
  const before = parseReading(info(10, 0.1, 300));
  const after = parseReading(info(21, 0.25, 900 + before.answerBytes));
  expect(before).toMatchObject({ commands: 12, cpuUs: 600_000, netBytes: 1300 });
  // Ten commands beside the first INFO; 600 bytes, of which nine asked for the second.
  expect(useBetween(before, after)).toEqual({ commands: 10, cpuUs: 150_000, netBytes: 591 });
});

it('says which counter a Redis lacks', () => {
  expect(() => parseReading('$20\r\nused_cpu_sys:1.0\r\n\r\n')).toThrow('INFO all lacks used_cpu_user');
});
