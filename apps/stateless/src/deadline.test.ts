import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeadlineMissed, deadline } from './deadline.js';

describe('deadline', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('hands on what came in time, and leaves no timer', async () => {
    await expect(deadline(100)(Promise.resolve(7))).resolves.toBe(7);
    await expect(deadline(100)(Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up on what never settles', async () => {
    const asked = expect(deadline(100)(new Promise(() => {}))).rejects.toThrow(DeadlineMissed);
    await vi.advanceTimersByTimeAsync(100);
    await asked;
  });
});
