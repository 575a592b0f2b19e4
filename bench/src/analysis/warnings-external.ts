/** Warnings about a cluster that the lab did not start: what a reader must know of it before quoting a figure. Pure. */

import { HEADERS } from '@session-lab/checkout/protocol';
import { inPassing } from '../history/in-passing.js';
import { isLabName } from '../scenario/designs.js';
import type { ExternalDesign } from '../scenario/scenario.js';
import type { WarningInput, Warnings } from './warning.js';

export const EXTERNAL_WARNINGS = {
  'external-cluster': {
    advice:
      "what became of a lost session, a design of the lab's own can show (see list); restart the cluster between runs, so that they begin alike",
    check: (input) => {
      const design = targetOf(input);
      return design === null
        ? null
        : `${design.target} was measured from outside: it was not fresh, no setting under cluster applied, what is lost is gone (destroyed or misrouted, nobody knows which), and payments, CPU and memory are not seen`;
    },
  },
  'name-unverified': {
    advice: 'give it a name of its own: --target my-shop=…',
    check: (input) => {
      const design = targetOf(input);
      return design !== null && isLabName(design.name)
        ? 'its name is that of a design of the lab: a label, and no promise'
        : null;
    },
  },
  'same-address': {
    advice: 'nothing to do where that is meant; else give each name an address of its own',
    check: (input) => {
      const design = targetOf(input);
      const all = input.judged[0]?.trial.header.scenario.designs ?? [];
      const twin = all.find((other) => other.store === 'external' && other.target === design?.target);
      return design === null || twin === undefined || twin.name === design.name
        ? null
        : `it has the address of ${twin.name}: the same cluster under two names (A/A), and what differs is chance`;
    },
  },
  'answers-mute': {
    advice: `every answer of a handler must say which session it found, by ${HEADERS.birth}, and its items, by ${HEADERS.items}: see apps/checkout/PROTOCOL.md`,
    check: (input) => {
      if (targetOf(input) === null) return null;
      let [ok, mute] = [0, 0];
      for (const { trial } of input.judged) {
        for (const { outcome, speaks } of inPassing(trial.operations)) {
          if (outcome !== 'ok') continue;
          ok += 1;
          if (!speaks) mute += 1;
        }
      }
      return mute === 0
        ? null
        : `${mute.toLocaleString('en')} of ${ok.toLocaleString('en')} ok answers do not say which session they found, or not with which items: they prove nothing of any session, and their latency counts`;
    },
  },
} as const satisfies Warnings;

/** `"stateful" is the name of a design of the lab, and here a label: …` */
export function labelWords({ name, target }: Pick<ExternalDesign, 'name' | 'target'>): string {
  return `"${name}" is the name of a design of the lab, and here a label: nobody verified that ${target} is built so`;
}

function targetOf({ judged }: WarningInput): ExternalDesign | null {
  const design = judged[0]?.trial.header.design;
  return design?.store === 'external' ? design : null;
}
