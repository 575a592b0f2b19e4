/** The alarm rings when its moment has come and not before, in the thread that it really has. */
import { afterEach, describe, expect, it } from 'vitest';
import { Alarm, MOST_PER_SECOND } from './alarm.js';

const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);
const alarms: Alarm[] = [];
const anAlarm = (): Alarm => {
  const alarm = new Alarm();
  alarms.push(alarm);
  return alarm;
};
const rings = (alarm: Alarm): Promise<number> =>
  new Promise((resolve) => {
    alarm.onRing = () => resolve(nowUs());
  });

afterEach(() => {
  for (const alarm of alarms.splice(0)) alarm.close();
});

describe('an alarm', () => {
  it('rings when its moment has come', async () => {
    const alarm = anAlarm();
    for (const inUs of [30_000, 700, 0, -5000]) {
      const rung = rings(alarm);
      const atUs = nowUs() + inUs;
      expect(alarm.set(atUs, nowUs())).toBe(true);
      expect(await rung).toBeGreaterThanOrEqual(atUs);
    }
  });

  it('rings at the moment that was set last, be it earlier or later', async () => {
    const alarm = anAlarm();
    const rung = rings(alarm);
    const laterUs = nowUs() + 40_000;
    alarm.set(nowUs() + 3_600_000_000, nowUs());
    alarm.set(nowUs() + 5000, nowUs());
    alarm.set(laterUs, nowUs());
    expect(await rung).toBeGreaterThanOrEqual(laterUs);
  });

  it('leaves it to timers where moments are too many, and comes back', () => {
    const alarm = anAlarm();
    const startUs = nowUs();
    const farUs = startUs + 3_600_000_000;
    const taken = Array.from({ length: MOST_PER_SECOND }, () => alarm.set(farUs, startUs)).filter(Boolean);
    expect(taken.length).toBe(MOST_PER_SECOND / 10);
    expect(alarm.set(farUs, startUs + 100_001)).toBe(true);
  });
});
