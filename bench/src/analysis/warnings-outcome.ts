/** Warnings about what happened: to the cluster, to cookies, to sessions, and to theory. Pure. */
import type { JarRecord } from '../history/records.js';
import { promisesToEnd } from '../scenario/stores.js';
import { afterlifeWords } from './afterlife.js';
import { ownDeaths } from './own-deaths.js';
import { TREND_CHANGE_BOUND } from './steadiness.js';
import { percent, type Warnings } from './warning.js';

/** What makes a node deserve to be taken for down. */
const DOWN_CAUSES = new Set(['node-killed', 'node-paused', 'node-stopping', 'node-exited']);

export const OUTCOME_WARNINGS = {
  unsteady: {
    advice: 'raise load.warmUp and load.duration: what is compared was still on its way',
    check: ({ findings: { steadiness, trials } }) => {
      const unsteady = steadiness.filter(({ verdict }) => verdict === 'unsteady');
      const words = unsteady.map(
        ({ block, change, p }) =>
          `${trials > 1 ? `block ${block}, ` : ''}${(change ?? 0) > 0 ? '+' : '−'}${percent(Math.abs(change ?? 0))}, p ${(p ?? 0) < 0.001 ? 'below 0.001' : (p ?? 0).toFixed(3)}`,
      );
      return words.length > 0
        ? `response times were still changing in the window before the first fault, bound ${percent(TREND_CHANGE_BOUND)} over it: ${words.join('; ')}`
        : null;
    },
  },
  'not-quiet': {
    advice: "look into the nodes' logs",
    check: ({ judged }) =>
      judged.some(({ trial }) => trial.end?.quiet === false)
        ? 'something was still in flight when the stores were dumped'
        : null,
  },
  'false-down': {
    advice: 'its health checks went unanswered: lower the rate, or look into its log',
    check: ({ judged }) => {
      const downs = judged.flatMap(({ trial }) =>
        trial.events.filter(
          (event) =>
            event.what === 'server-down' &&
            !trial.events.some(
              (cause) => DOWN_CAUSES.has(cause.what) && cause.subject === event.subject && cause.fromUs <= event.toUs,
            ),
        ),
      );
      const names = [...new Set(downs.map(({ subject }) => subject))];
      return names.length > 0 ? `the balancer took ${names.join(', ')} for down although it lived` : null;
    },
  },
  'process-died': {
    advice: 'look into its log',
    check: ({ judged }) => {
      const deaths = judged.flatMap(({ trial }) => ownDeaths(trial.events));
      return deaths.length > 0 ? `${deaths.map(({ subject }) => subject).join(', ')} died on its own` : null;
    },
  },
  'theory-missed': {
    advice: 'once in a hundred times that is chance: repeat it with --blocks',
    check: ({ predictions }) => {
      const missed = predictions.filter(({ agrees, expected }) => !agrees && !('exact' in expected));
      return missed.length > 0
        ? `not what theory says: ${missed.map(({ title, metric, measured, of }) => `${title}, ${metric} ${measured} of ${of}`).join('; ')}`
        : null;
    },
  },
  'cookie-dropped': {
    advice: 'keep less in the session (cluster.itemBytes), or keep it in a store',
    check: ({ judged }) => {
      const dropped = judged.flatMap(({ trial }) => trial.jars).filter((jar) => jar.reason === 'cookie-dropped');
      const people = new Set(judged.flatMap(({ trial: { header, jars } }) => droppersOf(jars, header.block))).size;
      const longest = dropped.reduce((most, { bytes }) => Math.max(most, bytes), 0);
      return dropped.length > 0
        ? `${dropped.length} session cookies were longer than the 4,096 bytes that a browser keeps, the longest ${longest.toLocaleString('en')}: it dropped them without a word, kept the ones from before, and ${people} people went on without what the answers had saved`
        : null;
    },
  },
  'lives-on': {
    advice: 'this store does not promise to end a session: whoever has its cookie can go on',
    check: ({ findings, judged }) => {
      const words = afterlifeWords(findings);
      const design = judged[0]?.trial.header.design;
      return words.length > 0 && design !== undefined && !promisesToEnd(design) ? words.join('; ') : null;
    },
  },
  doubt: {
    advice: 'the record cannot tell; counts say unknown there',
    check: ({ judged }) => {
      const doubts = judged.flatMap(({ judgement }) => judgement.doubts);
      return doubts.length > 0 ? doubts.join('; ') : null;
    },
  },
} as const satisfies Warnings;

/** Who had a cookie dropped, told apart over blocks. */
function droppersOf(jars: readonly JarRecord[], block: number): string[] {
  return jars.flatMap(({ reason, shopper }) => (reason === 'cookie-dropped' ? [`${block}/${shopper}`] : []));
}
