/** The fields of each kind of record in a history, as records.ts describes them; those that came later may be missing. */
import { assertFields, type Fields, found } from './fields.js';
import { OPERATION_FIELDS } from './operation-line.js';
import type { HistoryRecord, TrialHeader } from './records.js';

const FIELDS: Readonly<Record<HistoryRecord['kind'], Fields>> = {
  trial: {
    scenario: 'object',
    design: 'object',
    block: 'whole',
    seed: 'whole',
    planHash: 'text',
    startedAt: 'text',
    loadStartUs: 'whole',
    commandTimeoutMs: 'whole',
  },
  op: OPERATION_FIELDS,
  jar: { t: 'whole', shopper: 'whole', jar: 'whole', reason: 'text' },
  skip: {
    t: 'whole',
    id: 'whole',
    origin: 'text',
    shopper: 'whole',
    step: 'text',
    intendedUs: 'whole',
    reason: 'text',
  },
  event: {
    id: 'whole',
    what: 'text',
    subject: 'text',
    fromUs: 'whole',
    toUs: 'whole',
    by: 'text',
    fault: 'whole?',
    loses: 'list',
    reroutes: 'flag',
  },
  sample: { t: 'whole', processes: 'object', machineCpu: 'number?', steal: 'number?' },
  end: {
    t: 'whole',
    interrupted: 'flag',
    quiet: 'flag?',
    balancer: 'object?',
    redis: 'object?',
    nodes: 'object',
  },
};
/** What the first histories do not have. */
const LATER: Readonly<Record<string, Fields>> = {
  trial: { plannedOperations: 'whole' },
  sample: { generatorCores: 'number?', machine: 'object' },
  end: { generator: 'object?' },
};
const SCENARIO: Fields = {
  name: 'text',
  designs: 'list',
  cluster: 'object',
  load: 'object',
  faults: 'list',
  settleMs: 'whole',
  expect: 'object',
};
const DESIGN: Fields = { name: 'text' };

/** @throws TypeError naming the field, what was found and what was expected */
export function assertRecord(record: HistoryRecord): void {
  const { kind } = record;
  if (!Object.hasOwn(FIELDS, kind)) {
    throw new TypeError(`"kind" is ${found(kind)}, expected one of ${Object.keys(FIELDS).join(', ')}`);
  }
  assertFields(record, FIELDS[kind]);
  for (const [name, what] of Object.entries(LATER[kind] ?? {})) {
    if (Object.hasOwn(record, name)) assertFields(record, { [name]: what });
  }
  if (kind === 'trial') assertHeader(record);
}

function assertHeader({ scenario, design }: TrialHeader): void {
  assertFields(scenario, SCENARIO, 'scenario.');
  assertFields(design, DESIGN, 'design.');
}
