import { expect, it } from 'vitest';
import { COLUMNS, partText, summaryText } from './text.js';
import { exactly, within } from './truth.js';

const parts = [
  {
    title: 'a server of known behaviour',
    truths: [
      within('service time p50', 50, 50.21, { share: 0.01, ms: 0.5 }),
      within('service time p99', 50, 57.3, { share: 0.01, ms: 0.5 }, 'the machine was busy'),
      exactly('sessions lost', 7, 6),
    ],
  },
];

it('is one line a truth, and says at the end what it comes to', () => {
  expect(
    `${COLUMNS}\n${parts.map((part) => partText(part, false)).join('')}${summaryText(parts)}`,
  ).toMatchInlineSnapshot(`
    "          wanted           measured  what

    a server of known behaviour
      ok      50.0 ms ± 0.50   50.2 ms   service time p50
      unknown 50.0 ms ± 0.50   57.3 ms   service time p99
              → the machine was busy
      WRONG   7                6         sessions lost

    3 truths: 1 ok
    1 wrong: do not believe what this lab measures here, and please report it.
    1 unknown: the machine was too busy for these; repeat it when it is quiet. The
    others stand.
    "
  `);
});

it('uses colour beside words, never in their place', () => {
  const [part] = parts;
  if (part === undefined) throw new Error('no part');
  const escapeCode = String.fromCharCode(27);
  const bare = partText(part, true).replaceAll(new RegExp(`${escapeCode}\\[[0-9;]*m`, 'g'), '');
  expect(bare).toBe(partText(part, false));
  expect(partText(part, true)).not.toBe(bare);
});

it('keeps to 80 columns, and gives a reason once', () => {
  const note = 'by its own record the server took far longer than it was told to, and nobody else can be blamed for it';
  const truths = [
    within(
      'a claim so long that it cannot stand beside its figures in one line',
      1000,
      1300,
      { share: 0.01, ms: 0 },
      note,
    ),
    within('another', 50, 90, { share: 0.01, ms: 0 }, note),
    exactly('the last', 1234567890, 1234567890),
  ];
  expect(partText({ title: 'a server', truths }, false)).toMatchInlineSnapshot(`
    "
    a server
      unknown 1,000 ms ± 10.0  1,300 ms  a claim so long that it cannot stand beside
                                         its figures in one line
      unknown 50.0 ms ± 0.50   90.0 ms   another
              → by its own record the server took far longer than it was told to,
                and nobody else can be blamed for it
      ok      1,234,567,890    1,234,567,890 the last
    "
  `);
});
