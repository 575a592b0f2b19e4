import { expect, it } from 'vitest';
import { refuseMisfits, type StoreSliceCounts } from './measured-slice.js';

const SLICE = { design: 'stateless', mix: 'read-heavy', items: 10, round: 2 } as const;
const ANSWERS = { sent: 500, answered: 500, firstWrong: null, answeredWhileBusy: 480, busyUs: 1_000_000 };
const FITS: StoreSliceCounts = { answers: ANSWERS, counted: 500, inFlight: 0, strayCommands: 0 };

it('lets pass what fits to the last request', () => {
  expect(() => refuseMisfits(SLICE, FITS)).not.toThrow();
});

it.each<[string, StoreSliceCounts]>([
  ['500 answers, but the node counted 501 requests', { ...FITS, counted: 501 }],
  ['500 requests were sent, 499 answered', { ...FITS, counted: 499, answers: { ...ANSWERS, answered: 499 } }],
  ['an answer was wrong: status 503', { ...FITS, answers: { ...ANSWERS, firstWrong: 'status 503' } }],
  ['1 requests were still in flight', { ...FITS, inFlight: 1 }],
  ['Redis was asked 3 times by somebody else', { ...FITS, strayCommands: 3 }],
  ['not every connection had an answer in time', { ...FITS, answers: { ...ANSWERS, answeredWhileBusy: 0 } }],
])('refuses to report: %s', (problem, counts) => {
  expect(() => refuseMisfits(SLICE, counts)).toThrow(
    expect.objectContaining({
      code: 'LAB_MEASUREMENT_VOID',
      message: expect.stringContaining(`stateless, read-heavy, 10 items, round 2: ${problem}`),
    }),
  );
});

it('names all that does not fit', () => {
  expect(() => refuseMisfits(SLICE, { ...FITS, counted: 7, inFlight: 2 })).toThrow(/7 requests; 2 requests were still/);
});
