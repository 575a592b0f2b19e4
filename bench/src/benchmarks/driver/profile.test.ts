import { expect, it } from 'vitest';
import { type CpuProfile, croppedTo, selfTimes } from './profile.js';

const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 1 });
const PROFILE: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame('dispatch', 'node:inspector') },
    { id: 2, callFrame: frame('send', 'file:///lab/bench/dist/load/connection.js') },
    { id: 3, callFrame: frame('(idle)', '') },
    { id: 4, callFrame: frame('', 'file:///lab/bench/dist/load/shopper.js') },
  ],
  startTime: 1000,
  endTime: 2000,
  samples: [1, 2, 3, 2, 4, 1],
  timeDeltas: [100, 100, 300, 100, 100, 300],
};

it('is cropped to what was measured, and shared out among the functions that ran', () => {
  const cropped = croppedTo(PROFILE, 1100, 1750);
  expect(cropped.samples).toEqual([1, 2, 3, 2, 4]);
  expect(selfTimes(croppedTo(PROFILE, 1150, 1750))).toEqual([
    { where: 'send load/connection.js', share: 0.6 },
    { where: '(anonymous) load/shopper.js', share: 0.4 },
  ]);
});
