/** The story of one session in about ten lines, with the records that it is drawn from. Pure. */
import { formatRanges, parseRanges } from '@session-lab/checkout/protocol';
import type { BirthVerdict } from '../checkers/judgement.js';
import type { EventRecord, OperationRecord } from '../history/records.js';
import type { TrialRecord } from '../history/trial.js';
import { ELSEWHERE, JARS, placeOf } from '../scenario/stores.js';

/** The rule behind each class, in a sentence. */
const RULES: Readonly<Record<BirthVerdict['class'], string>> = {
  leaked: "another shopper's operation was answered with it, or it holds another shopper's item",
  completed: 'its receipt was acknowledged, or its shopper logged out',
  expired: 'its time ran out before anything else happened: planned, not a loss',
  destroyed: 'its node died, or no dump has it under a key that its shopper holds',
  misrouted: 'an operation with its live key was answered without it by another node than its own',
  gone: 'an operation with its live key was answered without it: destroyed or misrouted, which no dump tells apart',
  orphaned: 'no jar of its shopper holds its live key: not counted as lost, though people feel it',
  unknown: 'the record cannot tell',
  lostUpdate: 'acknowledged items are missing, and a write of theirs overlapped another operation',
  stale: 'acknowledged items are missing, without an overlapping operation',
  intact: 'all acknowledged items are there and reachable',
};
const CAUSES = {
  neverArrived: 'the answer with its key was lost, or its cookie dropped',
  overwritten: 'another session took its place in the jar',
  dropped: 'the shopper started over',
} as const;

/**
 * @param verdict of a birth of this trial
 * @returns lines without line feeds; moments are seconds from the start of load
 */
export function explainBirth(trial: TrialRecord, verdict: BirthVerdict): string[] {
  const at = (us: number) => `${((us - trial.header.loadStartUs) / 1e6).toFixed(3)} s`;
  const named = trial.operations.filter(({ birth, outcome }) => birth === verdict.birth && outcome === 'ok');
  const writes = named.filter(({ item }) => item !== null);
  const event = trial.events.find(({ id }) => id === verdict.event);
  const shown = trial.operations.find(({ id }) => id === verdict.shownBy);
  const momentUs = shown?.sentUs ?? verdict.atUs ?? Number.POSITIVE_INFINITY;
  const last = named.findLast(({ doneUs, id }) => doneUs <= momentUs && id !== shown?.id);
  const first = named[0];
  const journals = journalsOf(trial, verdict.birth);
  const lines = [heading(trial, verdict)];
  if (first !== undefined) lines.push(`${at(first.doneUs)}  began: ${answer(first)}`);
  if (writes.length > 0) lines.push(acknowledged(writes, at));
  if (last !== undefined && last.id !== first?.id)
    lines.push(`${at(last.doneUs)}  last seen: ${answer(last)}, ${items(last)}`);
  if (verdict.store !== null)
    lines.push(
      `held by ${holder(verdict.store)}${journals.length === 0 ? '' : `, by the journal of ${journals.join(' and ')}`}`,
    );
  lines.push(...droppedCookies(trial, named, at));
  if (event !== undefined) lines.push(`${at(event.fromUs)}  event ${event.id}: ${eventWords(event)}`);
  if (shown !== undefined)
    lines.push(`${at(shown.doneUs)}  what came back: ${answer(shown)}, ${found(shown, verdict)}`);
  lines.push(`at the end: ${atTheEnd(trial, verdict)}`);
  if (verdict.lostItems.length > 0)
    lines.push(
      `lost writes: ${verdict.lostItems.length} of ${verdict.knownItems.length} acknowledged, items ${formatRanges(verdict.lostItems)}`,
    );
  if (verdict.overwrittenItems.length > 0)
    lines.push(`of these, another request at the same time overwrote items ${formatRanges(verdict.overwrittenItems)}`);
  lines.push(`verdict: ${verdict.class}${verdictDetail(verdict)}: ${RULES[verdict.class]}`);
  lines.push(`drawn from: ${sources(trial, verdict, named, event, journals)}`);
  return lines;
}

/** In words for people: nobody knows a store named `jars`. */
const HOLDERS: Readonly<Record<string, string>> = { [JARS]: "its shopper's jar", [ELSEWHERE]: 'the external cluster' };
const holder = (store: string): string => HOLDERS[store] ?? store;

/** The first cookie of it that the jar dropped for its length, and how many more. */
function droppedCookies(
  { jars }: TrialRecord,
  named: readonly OperationRecord[],
  at: (us: number) => string,
): string[] {
  const answered = new Set(named.map(({ id }) => id));
  const [first, ...more] = jars.flatMap((each) =>
    each.reason === 'cookie-dropped' && answered.has(each.op) ? [each] : [],
  );
  if (first === undefined) return [];
  const others = more.length === 0 ? '' : `, and ${more.length} later ${more.length === 1 ? 'one' : 'ones'}`;
  return [
    `${at(first.t)}  dropped by the browser: the cookie of operation ${first.op}, ${first.bytes} bytes long${others}`,
  ];
}

function heading({ header }: TrialRecord, { birth, shopper, epoch }: BirthVerdict): string {
  const again = epoch === 0 ? '' : ', after starting over';
  return `session ${birth} of shopper ${shopper}${again}: ${header.scenario.name}, ${header.design.name}, block ${header.block}`;
}

function answer({ node, balancerMade, step, id, status, error }: OperationRecord): string {
  const who = node ?? (balancerMade ? 'the balancer' : 'nobody');
  const how = status === null ? ` (${error ?? 'no answer'})` : ` (${status})`;
  return `${who} answered ${step}${how}, operation ${id}`;
}

function acknowledged(writes: readonly OperationRecord[], at: (us: number) => string): string {
  const nodes = [...new Set(writes.map(({ node }) => node ?? 'an unknown node'))];
  const told = writes.map(({ item, step, doneUs }) => `${item} ${step} ${at(doneUs)}`);
  return `acknowledged by ${nodes.join(' and ')}: items ${told.join(', ')}`;
}

function items(operation: OperationRecord): string {
  return operation.items === ''
    ? 'with no items'
    : `with items ${operation.items} (${parseRanges(operation.items).length})`;
}

function eventWords({ what, subject, by }: EventRecord): string {
  const who = { script: 'by the fault script', balancer: "by the balancer's health checks", lab: 'by the lab' }[by];
  return `${subject} ${what.replace(/^(node|server|balancer|store|payments)-/, '')} ${who}`;
}

function found(operation: OperationRecord, { birth }: BirthVerdict): string {
  if (!operation.speaks) return 'which says nothing about the session';
  if (operation.birth === null) return 'with no session at all';
  return operation.birth === birth ? items(operation) : `with another session, ${operation.birth}`;
}

function atTheEnd(trial: TrialRecord, { birth, returnable }: BirthVerdict): string {
  const { dumps } = trial;
  if (isElsewhere(trial)) {
    const found = trial.operations.some(({ origin, birth: named }) => origin === 'final' && named === birth);
    return found ? 'a final read found it' : 'no final read found it, and an external cluster has no dump';
  }
  const holders = dumps.flatMap(({ store, sessions }) => {
    const lines = sessions?.filter((line) => line.birth === birth) ?? [];
    return lines.map(({ items: held }) => `${holder(store)} still holds it, with items ${held || 'none'}`);
  });
  const failed = dumps.filter(({ sessions }) => sessions === null);
  const mute = failed.map(({ store, reason }) => `${store} could not be dumped (${reason ?? 'no reason recorded'})`);
  if (holders.length + mute.length === 0) {
    return dumps.length === 0
      ? 'no store could be dumped'
      : `no dump has it (${dumps.map(({ store }) => store).join(', ')})`;
  }
  return [...holders, ...mute, ...(returnable ? ['its shopper could reach it again'] : [])].join('; ');
}

const isElsewhere = ({ header }: TrialRecord): boolean => placeOf(header.design) === 'elsewhere';

function verdictDetail({ cause, undetected, reason }: BirthVerdict): string {
  const details = [
    ...(cause === null ? [] : [CAUSES[cause]]),
    ...(undetected ? ['moved between the failure and its detection'] : []),
    ...(reason === null ? [] : [reason]),
  ];
  return details.length === 0 ? '' : ` (${details.join('; ')})`;
}

function journalsOf({ journals }: TrialRecord, birth: string): string[] {
  return journals
    .filter(({ entries }) => entries.some((entry) => 'birth' in entry && entry.birth === birth))
    .map(({ incarnation }) => incarnation);
}

function sources(
  trial: TrialRecord,
  { shownBy }: BirthVerdict,
  named: readonly OperationRecord[],
  event: EventRecord | undefined,
  journals: readonly string[],
): string {
  const ids = [...new Set([...named.map(({ id }) => id), ...(shownBy === null ? [] : [shownBy])])];
  const operations = ids.length === 0 ? [] : [`${ids.length === 1 ? 'operation' : 'operations'} ${ids.join(', ')}`];
  return [
    ...operations,
    ...(event === undefined ? [] : [`event ${event.id}`]),
    ...journals.map((incarnation) => `journal of ${incarnation}`),
    isElsewhere(trial) ? 'final reads' : 'dumps',
  ].join('; ');
}
