/** The figures as pages for the terminal and for report.md. Pure. */
import { count, percent } from '../../reporters/figures.js';
import type { Ratio } from '../../stats/ratio.js';
import type { Section } from '../stores/page.js';
import type { Contender } from './contender.js';
import { type ContenderFigures, judge, type Spread, WANTED } from './figures.js';
import type { SelfTime } from './profile.js';

const WORDS: Readonly<Record<Contender, string>> = {
  autocannon: 'autocannon, bare',
  'autocannon-checking': 'autocannon, equal checks in its hooks',
  driver: 'driver, full checking',
  'driver-paced': 'driver, full checking, paced at 2,000/s',
};
const SHOWN_FUNCTIONS = 25;

export function costSection(figures: readonly ContenderFigures[], rounds: number): Section {
  const rows = figures.map(({ contender, perCpuSecond, cpuUsPerRequest, perSecond, ratio }) => [
    WORDS[contender],
    spreadText(perCpuSecond, count),
    spreadText(cpuUsPerRequest, (us) => us.toFixed(1)),
    count(Math.round(perSecond.median)),
    ratio === null ? '1' : ratioText(ratio),
  ]);
  return {
    title: 'What a request costs its sender',
    blocks: [
      {
        caption: `median of ${rounds} rounds, in brackets the least and the most; the ratio with its 95 % interval`,
        head: ['sender', 'requests per CPU-second', 'CPU µs a request', 'requests/s', '× autocannon'],
        rows,
        align: ['left', 'right', 'right', 'right', 'right'],
      },
      { sentences: sentencesOf(figures) },
    ],
  };
}

function sentencesOf(figures: readonly ContenderFigures[]): string[] {
  const ratio = figures.find(({ contender }) => contender === 'driver')?.ratio ?? null;
  if (ratio === null) return [];
  const kept = {
    met: `That is at least the ${WANTED} that was wanted.`,
    'not met': `Wanted was at least ${WANTED}.`,
    undecided: `Whether that is the ${WANTED} that was wanted is not decided: more --rounds do.`,
  }[judge(ratio)];
  return [
    `The driver sends ${ratioText(ratio)} × as many requests per CPU-second as a bare autocannon, and checks every answer. ${kept}`,
  ];
}

export function profileSection(contender: Contender, times: readonly SelfTime[]): Section {
  return {
    title: `Where the time of “${WORDS[contender]}” goes`,
    blocks: [
      {
        caption: 'share of the time in which anything ran, each function without those that it calls',
        head: ['share', 'function'],
        rows: times.slice(0, SHOWN_FUNCTIONS).map(({ share, where }) => [percent(share), where]),
        align: ['right', 'left'],
      },
    ],
  };
}

/** What scripts read: the last line of the output. */
export function lastLine(figures: readonly ContenderFigures[]): string {
  const ratio = figures.find(({ contender }) => contender === 'driver')?.ratio ?? null;
  return `driver/autocannon ratio ${ratio === null ? '–' : ratio.median.toFixed(2)}`;
}

function spreadText({ median, least, most }: Spread, text: (value: number) => string): string {
  const round = (value: number): string => text(value >= 100 ? Math.round(value) : value);
  return `${round(median)} (${round(least)}–${round(most)})`;
}

function ratioText({ median, low, high }: Ratio): string {
  const middle = median.toFixed(2);
  return low === null || high === null ? middle : `${middle} (${low.toFixed(2)}–${high.toFixed(2)})`;
}
