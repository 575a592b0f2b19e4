/**
 * What happened to the cluster by the scenario's script, in words: the same for every design, so it is read from the
 * first design's first block; only its moments may differ a little. Pure.
 */
import type { ScenarioFindings } from '../analysis/findings.js';

export interface Incident {
  readonly what: string;
  /** Node or process, without its incarnation: `node-2`. */
  readonly subject: string;
  /** `node-2 killed` */
  readonly words: string;
  /** Of the design in which it came first: a node takes its time to join. */
  readonly fromSeconds: number;
  /** End of what is shaded in charts: of the pause, else the next incident or the end of the fault window. */
  readonly toSeconds: number;
}

/** Words of the events that open an incident; the others only end one or follow from one. */
const WORDS: Readonly<Record<string, string>> = {
  'node-killed': 'killed',
  'node-stopping': 'stopped',
  'node-paused': 'frozen',
  'node-started': 'restarted',
  'server-enabled': 'joins',
  'balancer-paused': 'frozen',
  'store-paused': 'frozen',
  'store-killed': 'killed',
  'store-started': 'restarted',
  'store-failover': 'failed over',
};
const ENDS: Readonly<Record<string, string>> = {
  'node-paused': 'node-resumed',
  'balancer-paused': 'balancer-resumed',
  'store-paused': 'store-resumed',
};

/** `node-2.1` → `node-2` */
export function nodeName(incarnation: string): string {
  return incarnation.replace(/\.\d+$/, '');
}

/** Incidents of the script in order of their start. */
export function incidentsOf(scenario: ScenarioFindings): Incident[] {
  const first = scenario.events.find((event) => event.by === 'script');
  if (first === undefined) return [];
  const events = scenario.events.filter(
    (event) => event.by === 'script' && event.design === first.design && event.block === first.block,
  );
  const incidents: Incident[] = [];
  for (const event of events) {
    const word = WORDS[event.what];
    const subject = nodeName(event.subject);
    // A node that is added starts first; its joining is the incident.
    const joins = (other: (typeof events)[number]) =>
      other.what === 'server-enabled' && nodeName(other.subject) === subject;
    if (word === undefined || (event.what === 'node-started' && events.some(joins))) continue;
    const end = events.find(
      (other) =>
        other.what === ENDS[event.what] && other.subject === event.subject && other.fromSeconds >= event.fromSeconds,
    );
    const windowEnd = scenario.windows.fault?.[1] ?? event.toSeconds;
    incidents.push({
      what: event.what,
      subject,
      words: `${subject} ${word}`,
      fromSeconds: earliest(scenario, event),
      toSeconds: end?.toSeconds ?? Math.max(windowEnd, event.toSeconds),
    });
  }
  incidents.sort((a, b) => a.fromSeconds - b.fromSeconds);
  // What has no end of its own is shaded until the next incident.
  return incidents.map((incident, i) => {
    const next = incidents[i + 1]?.fromSeconds;
    if (ENDS[incident.what] !== undefined || next === undefined) return incident;
    return { ...incident, toSeconds: Math.min(incident.toSeconds, next) };
  });
}

/** The same event in the other designs of the block. */
function earliest({ events }: ScenarioFindings, event: ScenarioFindings['events'][number]): number {
  const same = events.filter(
    ({ what, subject, by, block }) =>
      what === event.what && subject === event.subject && by === event.by && block === event.block,
  );
  const nth = same.filter(({ design }) => design === event.design).indexOf(event);
  const designs = new Set(same.map(({ design }) => design));
  const moments = [...designs].flatMap((name) => same.filter(({ design }) => design === name)[nth]?.fromSeconds ?? []);
  return Math.min(event.fromSeconds, ...moments);
}

const DEEDS: Readonly<Record<string, (nodes: number, times: number) => string>> = {
  'node-killed': (nodes, times) => `Killing ${times} of ${nodes} nodes`,
  'node-stopping': (nodes, times) => `Stopping ${times} of ${nodes} nodes`,
  'node-paused': (nodes, times) => `Freezing ${times} of ${nodes} nodes`,
  'node-started': (nodes, times) => `Restarting ${times} of ${nodes} nodes`,
  'server-enabled': (nodes, times) => `Growing from ${nodes} to ${nodes + times} nodes`,
  'balancer-paused': () => 'Freezing the balancer',
  'store-paused': () => 'Freezing Redis',
  'store-killed': () => 'Killing Redis',
  'store-started': () => 'Restarting it',
  'store-failover': () => 'Failing the store over',
};

/** What the script did, as the subject of a sentence: `Killing one of 4 nodes`; null without a fault. */
export function deedOf(scenario: ScenarioFindings): string | null {
  const times = new Map<string, number>();
  for (const { what } of incidentsOf(scenario)) times.set(what, (times.get(what) ?? 0) + 1);
  if (times.size === 0) return scenario.faults.length === 0 ? null : 'Before any fault';
  if (times.size > 2) return 'The fault script';
  const deeds = [...times].map(([what, n]) =>
    (DEEDS[what]?.(scenario.nodes ?? 0, n) ?? what).replace(/ 1 of /, ' one of '),
  );
  return deeds.map((deed, i) => (i === 0 ? deed : deed.charAt(0).toLowerCase() + deed.slice(1))).join(', then ');
}
