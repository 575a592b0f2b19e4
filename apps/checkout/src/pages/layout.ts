/** The frame of every page: where the person is in the journey, and below which node answered for which session. Pure. */
import { itemsOf, type SessionData } from '../domain/session-data.js';
import { formatRanges } from '../protocol/index.js';
import { type Html, html } from './html.js';
import { ICON, STYLE } from './style.js';

export interface Frame {
  /** Node incarnation that answers. */
  readonly node: string;
  /** `unknown`: nobody looked, or the look-up failed. */
  readonly session: SessionData | null | 'unknown';
}
export interface Screen {
  readonly title: string;
  /** Stage of the journey that the screen belongs to; null for none. */
  readonly stage: Stage | null;
  readonly content: Html;
}
export type Stage = (typeof STAGES)[number];
const STAGES = ['Start', 'Watch', 'Plan', 'Payment', 'Review', 'Receipt'] as const;
/** Stages in whose middle a person may want to change the device. */
const MIDWAY: readonly (Stage | null)[] = ['Watch', 'Plan', 'Payment', 'Review'];

export function pageOf({ title, stage, content }: Screen, { node, session }: Frame): string {
  const canHandOff = session !== null && session !== 'unknown' && MIDWAY.includes(stage);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark">
<link rel="icon" href="${ICON}">
<title>${title} · Nightfall</title>
<style>${STYLE}</style>
</head>
<body>
<header><a href="/">Nightfall</a>${stage === null ? '' : stepsTo(stage)}</header>
<main><h1>${title}</h1>
${content}
${canHandOff ? HAND_OFF : ''}</main>
<footer><dl>
<div><dt>answered by</dt><dd id="node">${node}</dd></div>
<div><dt>session</dt><dd id="birth">${birthOf(session)}</dd></div>
<div><dt>items</dt><dd>${shownItems(session)}</dd></div>
</dl></footer>
</body>
</html>
`.text;
}

function stepsTo(stage: Stage): Html {
  const here = STAGES.indexOf(stage);
  const steps = STAGES.map((each, index) => {
    if (index === here) return html`<li aria-current="step">${each}</li>`;
    return index < here ? html`<li class="past">${each}</li>` : html`<li>${each}</li>`;
  });
  return html`<ol class="steps" aria-label="Steps to the receipt">${steps}</ol>`;
}

const HAND_OFF = html`<form class="aside" method="post" action="/hand-off"><button class="quiet">Continue on another device</button></form>`;

function birthOf(session: Frame['session']): string {
  if (session === 'unknown') return 'not looked up';
  return session?.birth ?? 'none';
}

/** People's items have long random numbers: the count is in sight, the numbers are one click away. */
function shownItems(session: Frame['session']): Html {
  if (session === null || session === 'unknown') return html`<span id="items">${birthOf(session)}</span>`;
  const items = itemsOf(session);
  const ranges = formatRanges(items).replaceAll(',', ', ');
  return html`<details><summary>${items.length}</summary><span id="items">${ranges}</span></details>`;
}
