/** What the records say of each birth: who named it, under which keys, with which items. Judges nothing. */
import { type JournalEntry, parseRanges } from '@session-lab/checkout/protocol';
import type { OperationRecord } from '../history/records.js';
import { ELSEWHERE } from '../scenario/stores.js';
import { type KnownWrite, knownWrites } from './known-writes.js';
import type { TrialIndex } from './trial-index.js';

/** A journal's line about a birth. */
export interface BirthLine {
  readonly k: 'created' | 'moving' | 'moved' | 'ended';
  readonly t: number;
  /** Not before this was the line's effect in the store: when the operation reached its handler. */
  readonly notBeforeUs: number;
  readonly op: number;
  /** Key that it moved from; null for the other lines. */
  readonly from: string | null;
  readonly key: string;
  readonly incarnation: string;
}

/** The birth as a dump lists it. */
export interface DumpSighting {
  readonly store: string;
  readonly key: string;
  readonly items: ReadonlySet<number>;
  readonly t: number;
  /** When it expires if nobody touches it any more; Infinity for never. */
  readonly expiresUs: number;
}

export interface Birth {
  readonly birth: string;
  readonly shopper: number;
  readonly epoch: number;
  /** By its journal, else by the first answer that names it. */
  readonly createdUs: number;
  /** Incarnations that created it or answered with it; `redis` for a shared store, `jars` for cookies. */
  readonly own: ReadonlySet<string>;
  /** Store that held it last; null where nothing says. */
  readonly store: string | null;
  readonly keys: ReadonlySet<string>;
  readonly lines: readonly BirthLine[];
  /** Speaking answers that name it, in order of arrival, final reads too. */
  readonly answers: readonly OperationRecord[];
  /** Operations that carried one of its keys, whatever the answer, in order of arrival, final reads too. */
  readonly carried: readonly OperationRecord[];
  readonly known: readonly KnownWrite[];
  /** Infinity without a known write. */
  readonly firstKnownSentUs: number;
  readonly sightings: readonly DumpSighting[];
  /** The same in the same dump under another key than the one that the session has by now. */
  readonly doubles: readonly DumpSighting[];
}

/** What is gathered of a birth, record by record. */
export interface Draft {
  birth: string;
  own: Set<string>;
  store: string | null;
  keys: Set<string>;
  lines: BirthLine[];
  answers: OperationRecord[];
  carried: OperationRecord[];
  sightings: DumpSighting[];
}

/**
 * Every birth that an answer, a journal or a dump names.
 *
 * @param wanted which of them to go into, by what is known of them first
 */
export function gatherBirths(
  index: TrialIndex,
  wanted: (birth: Pick<Birth, 'store'>) => boolean = () => true,
): Map<string, Birth> {
  const drafts = new Map<string, Draft>();
  const draftOf = (birth: string): Draft => {
    const known = drafts.get(birth);
    if (known !== undefined) return known;
    const fresh: Draft = {
      birth,
      own: new Set(),
      store: null,
      keys: new Set(),
      lines: [],
      answers: [],
      carried: [],
      sightings: [],
    };
    drafts.set(birth, fresh);
    return fresh;
  };
  for (const journal of index.trial.journals) {
    for (const entry of journal.entries) {
      if (entry.k === 'start' || entry.k === 'stop' || entry.k === 'op') continue;
      const draft = draftOf(entry.birth);
      draft.lines.push(lineOf(index, journal.incarnation, entry));
      draft.keys.add(entry.key);
      if ('from' in entry) draft.keys.add(entry.from);
      draft.store = index.oneStore ?? journal.incarnation;
      draft.own.add(draft.store);
    }
  }
  for (const op of index.trial.operations) {
    if (!op.speaks || op.birth === null) continue;
    const draft = draftOf(op.birth);
    draft.answers.push(op);
    draft.store = index.oneStore ?? op.node ?? draft.store;
    if (draft.store !== null) draft.own.add(draft.store);
    const found = foundUnder(op, draft);
    if (found !== null) draft.keys.add(found);
    if (op.keyGiven !== null && op.keyGiven !== '') draft.keys.add(op.keyGiven);
  }
  for (const dump of index.trial.dumps) {
    for (const line of dump.sessions ?? []) {
      const draft = draftOf(line.birth);
      draft.keys.add(line.key);
      const items = new Set(parseRanges(line.items));
      const expiresUs = line.ttlMs === null ? Number.POSITIVE_INFINITY : dump.t + line.ttlMs * 1000;
      draft.sightings.push({ store: dump.store, key: line.key, items, t: dump.t, expiresUs });
    }
  }
  if (index.undumped) for (const draft of drafts.values()) draft.sightings.push(...finalSightings(draft));
  const byKey = new Map<string, Draft>();
  for (const draft of drafts.values()) for (const key of draft.keys) byKey.set(key, draft);
  for (const op of index.trial.operations) {
    if (op.keySent !== null) byKey.get(op.keySent)?.carried.push(op);
  }
  const births = new Map<string, Birth>();
  for (const draft of drafts.values()) if (wanted(draft)) births.set(draft.birth, finish(index, draft));
  return births;
}

/**
 * What the final reads of its own shopper found: the only list of its items that an external cluster gives. When it expires
 * nobody knows.
 */
function finalSightings({ answers }: Draft): DumpSighting[] {
  const shopper = answers[0]?.shopper;
  return answers.flatMap(({ origin, shopper: reader, keySent, items, doneUs, outcome }) =>
    origin === 'final' && reader === shopper && keySent !== null && outcome === 'ok'
      ? [
          {
            store: ELSEWHERE,
            key: keySent,
            items: new Set(parseRanges(items)),
            t: doneUs,
            expiresUs: Number.POSITIVE_INFINITY,
          },
        ]
      : [],
  );
}

type SessionEntry = Extract<JournalEntry, { readonly birth: string }>;

function lineOf(index: TrialIndex, incarnation: string, entry: SessionEntry): BirthLine {
  const reached = index.reachedUs.get(entry.op) ?? index.operations.get(entry.op)?.sentUs ?? entry.t;
  return {
    k: entry.k,
    t: entry.t,
    notBeforeUs: Math.min(reached, entry.t),
    op: entry.op,
    from: 'from' in entry ? entry.from : null,
    key: entry.key,
    incarnation,
  };
}

/**
 * Key under which an answer that names the birth found it; null where it was created, or named by a hand-off code. A
 * write with an unknown key creates another birth and gives a new key, just as a sign-in moves a known one: the journal
 * tells the two apart, and without it, whether the key was known to be the birth's.
 */
export function foundUnder(op: OperationRecord, birth: Pick<Birth, 'lines' | 'keys'>): string | null {
  if (op.keySent === null || op.step === 'claim') return null;
  // Before all else: a cookie with a new session can have been dropped, and then the answer gave no key.
  for (const line of birth.lines) if (line.k === 'created' && line.op === op.id) return null;
  if (op.keyGiven === null || op.keyGiven === '' || op.keyGiven === op.keySent) return op.keySent;
  return birth.keys.has(op.keySent) ? op.keySent : null;
}

/** Shopper of a birth of which nothing tells whose it is. */
const NOBODY = -1;

function finish(index: TrialIndex, draft: Draft): Birth {
  const created = draft.lines.find((line) => line.k === 'created');
  const creator = created === undefined ? undefined : index.operations.get(created.op);
  const first = creator ?? draft.answers[0];
  const shopper = first?.shopper ?? ownerOfItems(index, draft) ?? NOBODY;
  const known = knownWrites(index, draft, shopper);
  // Two final reads by different keys are no two copies: one may have moved on to the other's.
  const latest = index.undumped ? null : latestKeyOf(draft);
  const isDouble = ({ store, key }: DumpSighting) =>
    latest !== null && key !== latest && draft.sightings.some((other) => other.store === store && other.key === latest);
  const { birth, own, store, keys, lines, answers, carried, sightings } = draft;
  return {
    birth,
    own,
    store,
    keys,
    lines,
    answers,
    carried,
    sightings: sightings.filter((sighting) => !isDouble(sighting)),
    doubles: sightings.filter(isDouble),
    shopper,
    epoch: first?.epoch ?? 0,
    createdUs: created?.t ?? draft.answers[0]?.doneUs ?? Number.POSITIVE_INFINITY,
    known,
    firstKnownSentUs: known.reduce((earliest, write) => Math.min(earliest, write.sentUs), Number.POSITIVE_INFINITY),
  };
}

/** Of the keys under which dumps have it, the one that it got last, by its journal, else by the answers; null for none. */
function latestKeyOf({ lines, answers, sightings }: Draft): string | null {
  if (sightings.length < 2) return null;
  const sighted = new Set(sightings.map(({ key }) => key));
  if (sighted.size < 2) return null;
  const last = lines
    .filter(({ key }) => sighted.has(key))
    .reduce<BirthLine | null>((latest, line) => (line.t >= (latest?.t ?? 0) ? line : latest), null);
  return last?.key ?? answers.findLast(({ keyGiven }) => keyGiven !== null && sighted.has(keyGiven))?.keyGiven ?? null;
}

/**
 * A birth that no answer and no journal names was created by an operation whose answer was lost, and whose node was frozen
 * or killed before it heard that the store had saved it. It is its items that tell whose it is.
 */
function ownerOfItems(index: TrialIndex, draft: Draft): number | undefined {
  const [item] = draft.sightings.flatMap(({ items }) => [...items]);
  return item === undefined ? undefined : index.itemOwner.get(item);
}
