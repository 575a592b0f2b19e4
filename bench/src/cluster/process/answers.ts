/** What the apps' admin ports answer, decoded strictly: a dump that is cut short must not pass for a small one. Pure. */
import type { DumpLine, LedgerEntry, NodeStats } from '@session-lab/checkout/protocol';
import { z } from 'zod';

const count = z.int().nonnegative();

const nodeStats: z.ZodType<NodeStats> = z.strictObject({
  node: z.string(),
  inFlight: count,
  requests: count,
  sessions: count.nullable(),
  sessionBytes: count.nullable(),
  cpuSeconds: z.number(),
  rssPeakBytes: count,
  heapPeakBytes: count,
});

const dumpLine: z.ZodType<DumpLine> = z.strictObject({
  key: z.string().min(1),
  birth: z.string().min(1),
  items: z.string(),
  ttlMs: z.number().nullable(),
  receipt: z.boolean(),
});
const dumpEnd = z.strictObject({
  end: z.literal(true),
  sessions: count,
  unreadable: z.array(z.string()).optional(),
});

const ledgerEntry: z.ZodType<LedgerEntry> = z.strictObject({
  t: count,
  key: z.string(),
  account: z.string(),
  op: z.int(),
  amountCents: count,
});

const gatewayStats = z.strictObject({ inFlight: count, requests: count, charges: count });

const readyLine = z.object({ ready: z.literal(true), port: count, adminPort: count });

/** The ready line among what a process has written so far; null when there is none yet. */
export function findReadyLine(output: string): { readonly port: number; readonly adminPort: number } | null {
  const line = output
    .split('\n')
    .slice(0, -1)
    .find((one) => one.startsWith('{"ready":true'));
  return line === undefined ? null : readyLine.parse(JSON.parse(line));
}

export function parseStats(json: string): NodeStats {
  return nodeStats.parse(JSON.parse(json));
}

export function parseGatewayStats(json: string): { readonly inFlight: number } {
  return gatewayStats.parse(JSON.parse(json));
}

export function parseLedger(ndjson: string): LedgerEntry[] {
  return linesOf(ndjson).map((line) => ledgerEntry.parse(JSON.parse(line)));
}

/** @throws Error when a line is not of the format, when the end line is missing, or when it counts otherwise */
export function parseDump(ndjson: string): {
  readonly sessions: readonly DumpLine[];
  /** Keys of what stands in the place of a session and is none. */
  readonly unreadable: readonly string[];
} {
  const lines = linesOf(ndjson).map((line): unknown => JSON.parse(line));
  const end = dumpEnd.safeParse(lines.at(-1)).data;
  if (end === undefined) throw new Error('the dump is cut short: its end line is missing');
  const sessions = lines.slice(0, -1).map((line) => dumpLine.parse(line));
  if (sessions.length !== end.sessions) {
    throw new Error(`the dump has ${sessions.length} sessions and says it has ${end.sessions}`);
  }
  return { sessions, unreadable: end.unreadable ?? [] };
}

function linesOf(ndjson: string): string[] {
  return ndjson.split('\n').filter((line) => line !== '');
}
