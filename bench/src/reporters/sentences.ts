/** Findings in sentences: what a manager reads, and what chart titles say. Pure. */
import type { DesignFindings, ScenarioFindings } from '../analysis/findings.js';
import { firstFew } from '../analysis/first-few.js';
import { blocks, count, duration, milliseconds, nodesWords, percent, seconds } from './figures.js';
import { deedOf } from './incidents.js';
import { latencySentences } from './latency-verdicts.js';
import { lossBrief, lossFigures, lossPhrase } from './losses.js';
import { storeSentences } from './store-words.js';
import { expectedLoss } from './theory.js';

/** `node-2 is killed (SIGKILL) at 6 s · 4 nodes · 431 of 431 requests/s · 14 s of load · one block` */
export function experiment(scenario: ScenarioFindings): string {
  const faults = scenario.faults.length === 0 ? 'no fault' : scenario.faults.join(', then ');
  return [
    faults,
    nodesWords(scenario.nodes),
    ...(isJudged(scenario) ? [rate(scenario)] : []),
    `${loadWords(scenario)} of load`,
    blocks(scenario.blocks),
  ].join(' · ');
}

/** false where no trial of it could be used: then no figure of it means anything. */
export function isJudged({ designs }: Pick<ScenarioFindings, 'designs'>): boolean {
  return Object.keys(designs).length > 0;
}

/** Short loads to the tenth: `2.5 s`, `3 min 20 s` */
function loadWords({ durationSeconds }: ScenarioFindings): string {
  return durationSeconds < 60 ? `${seconds(durationSeconds)} s` : duration(durationSeconds);
}

/** Achieved of offered, of the design that achieved least: `431 of 431 requests/s` */
export function rate(scenario: ScenarioFindings): string {
  const all = Object.values(scenario.designs).map(({ requests }) => requests);
  const worst = all.reduce((a, b) => (b.achievedPerSecond < a.achievedPerSecond ? b : a), all[0] ?? NO_REQUESTS);
  return `${count(worst.achievedPerSecond)} of ${count(worst.offeredPerSecond)} requests/s`;
}
const NO_REQUESTS = { achievedPerSecond: 0, offeredPerSecond: 0 };

/** Short headline: `Killing one of 4 nodes: stateful loses 61 of 248 sessions, stateless none` */
export function headline(scenario: ScenarioFindings): string {
  if (!isJudged(scenario)) return 'No design was judged';
  if (scenario.countsUnknown.length > 0) return 'Counts unknown: not all that was planned was sent';
  const deed = deedOf(scenario) ?? 'Without a fault';
  const designs = Object.entries(scenario.designs);
  if (designs.every(([, design]) => design.sessions.lost === 0)) {
    return `${deed}: no design loses a session${overwrittenBrief(designs)}`;
  }
  let unit = ' sessions';
  const parts = designs.map(([name, design], i) => {
    const brief = lossBrief(design);
    const noun = brief === 'none' ? '' : unit;
    if (noun !== '') unit = '';
    return `${name}${i === 0 ? ' loses' : ''} ${brief}${noun}`;
  });
  return `${deed}: ${parts.join(', ')}`;
}

/** `, but stateless-blob 123 acknowledged writes`; empty where every write was kept. */
function overwrittenBrief(designs: readonly (readonly [string, DesignFindings])[]): string {
  const losers = designs.filter(([, { writes }]) => writes.overwritten > 0);
  const parts = losers.map(([name, { writes }]) => `${name} ${count(writes.overwritten)}`);
  return parts.length === 0 ? '' : `, but acknowledged writes: ${parts.join(', ')}`;
}

/**
 * The arrows under a table, most important first; none where no design was judged.
 *
 * @param advice what judges the latency of a single block
 */
export function findingSentences(scenario: ScenarioFindings, advice: string): string[] {
  if (!isJudged(scenario)) return [];
  return [
    lossSentence(scenario),
    ...storeSentences(scenario),
    ...updateSentences(scenario),
    ...moneySentences(scenario),
    ...timelinessSentence(scenario),
    ...latencyAnswer(scenario, advice),
  ];
}

function lossSentence(scenario: ScenarioFindings): string {
  if (scenario.countsUnknown.length > 0) return `What was lost is unknown: ${firstFew(scenario.countsUnknown)}.`;
  const deed = deedOf(scenario);
  const parts = Object.entries(scenario.designs).map(([name, design]) => {
    const { agrees } = expectedLoss(scenario, name);
    const theory = agrees === null ? '' : agrees ? ', as theory says' : ', NOT as theory says';
    return `${name} ${lossPhrase(design)}${lossFigures(design).lost > 0 || agrees === false ? theory : ''}`;
  });
  return `${deed === null ? 'Sessions lost without a fault:' : `${deed} cost`} ${parts.join('; ')}.`;
}

/** Writes that went missing although their session is there, where there are any. */
function updateSentences(scenario: ScenarioFindings): string[] {
  const of = (words: string, figure: (design: DesignFindings) => string | null): string[] => {
    const parts = Object.entries(scenario.designs).map(([name, design]) => [name, figure(design)] as const);
    if (parts.every(([, text]) => text === null)) return [];
    return [`${words}: ${parts.map(([name, text]) => `${name} ${text ?? 'none'}`).join('; ')}.`];
  };
  return [
    ...of('Acknowledged writes that another request of the same session overwrote', ({ writes }) =>
      writes.overwritten === 0 ? null : `${count(writes.overwritten)} of ${count(writes.known)}`,
    ),
    ...of('Sessions that miss acknowledged writes, though nothing ran beside them', ({ sessions }) =>
      sessions.stale === 0 ? null : count(sessions.stale),
    ),
  ];
}

function moneySentences(scenario: ScenarioFindings): string[] {
  const of = (metric: 'chargedUnconfirmed' | 'chargedTwice', words: string): string[] => {
    const entries = Object.entries(scenario.designs);
    if (!entries.some(([, { checkouts }]) => (checkouts[metric] ?? 0) > 0)) return [];
    const parts = entries.map(([name, { checkouts }]) => `${name} ${count(checkouts[metric])}`);
    return [`${words}: ${parts.join(', ')}.`];
  };
  return [
    ...of('chargedUnconfirmed', 'People who paid and got no receipt'),
    ...of('chargedTwice', 'People charged twice'),
  ];
}

function timelinessSentence(scenario: ScenarioFindings): string[] {
  const entries = Object.entries(scenario.designs).filter(([, design]) => design.okWithin.fault['300ms'] !== null);
  if (scenario.windows.fault === null || entries.length === 0) return [];
  const parts = entries.map(([name, design]) => `${name} ${percent(design.okWithin.fault['300ms'])}`);
  const [from, to] = scenario.windows.fault;
  return [
    `Answered well within 300 ms, of all requests planned for ${seconds(from)}–${seconds(to)} s: ${parts.join(', ')}.`,
  ];
}

/** No block's latency counts: none of the scenario says anything about a design. */
export function latencyIsVoid({ latencyVoid, blocks: all }: ScenarioFindings): boolean {
  return latencyVoid.length > 0 && latencyVoid.length >= all;
}

function latencyAnswer(scenario: ScenarioFindings, advice: string): string[] {
  const judged = latencySentences(scenario);
  if (judged.length > 0) return judged;
  if (latencyIsVoid(scenario)) {
    const stand = scenario.countsUnknown.length === 0 ? 'counts stand' : 'counts are unknown';
    return [`Latency: void, ${scenario.latencyVoid[0]?.reason ?? ''}; ${stand}.`];
  }
  if (scenario.blocks === 1) return [`Latency: one block, not judged. ${advice}`];
  const [primary] = scenario.comparisons;
  return [`Latency: not judged${primary === undefined ? '' : `: ${primary.detail}`}.`];
}

/** `pass: as expected: …`: the verdict in one sentence. */
export function verdictSentence(scenario: ScenarioFindings): string {
  const reasons =
    scenario.verdictReasons.length === 0
      ? 'no reason was recorded'
      : scenario.verdictReasons.map((reason) => reason.replace(/\.$/, '')).join('; ');
  return `${scenario.verdict}: ${reasons}`;
}

/** Response time in words: `6 → 212 → 7 ms`, or of all that was measured where there is no fault window. */
export function p99Cell(scenario: ScenarioFindings, design: string): string {
  const latency = scenario.designs[design]?.latencyMs;
  if (latency === undefined) return '–';
  if (latencyIsVoid(scenario)) return 'void';
  const windows = scenario.windows.fault === null ? [latency.overall] : [latency.before, latency.fault, latency.after];
  const values = windows.map(({ response }) => response.p99);
  return values.every((value) => value === null) ? '–' : `${values.map(milliseconds).join(' → ')} ms`;
}
