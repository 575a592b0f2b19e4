/** The frame of every page: where the person is in the journey, and below which node answered for which session. Pure. */
import { itemsOf, type SessionData } from '../domain/session-data.js';
import { formatRanges } from '../protocol/index.js';
import { type Html, html } from './html.js';
import { STYLE } from './style.js';

export interface Frame {
  /** Node incarnation that answers. */
  readonly node: string;
  readonly session: SessionData | null;
}
export interface Screen {
  readonly title: string;
  /** Stage of the journey that the screen belongs to; null for none. */
  readonly stage: Stage | null;
  readonly content: Html;
}
export type Stage = (typeof STAGES)[number];
const STAGES = ['Start', 'Watch', 'Plan', 'Payment', 'Review', 'Receipt'] as const;

export function pageOf({ title, stage, content }: Screen, { node, session }: Frame): string {
  const steps = STAGES.map((each) =>
    each === stage ? html`<li aria-current="step">${each}</li>` : html`<li>${each}</li>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Nightfall</title>
<style>${STYLE}</style>
</head>
<body>
<header><a href="/">Nightfall</a><ol class="steps">${steps}</ol></header>
<main><h1>${title}</h1>${content}</main>
<footer><dl>
<dt>answered by</dt><dd id="node">${node}</dd>
<dt>session</dt><dd id="birth">${session?.birth ?? 'none'}</dd>
<dt>items</dt><dd id="items">${session === null ? '' : formatRanges(itemsOf(session))}</dd>
</dl></footer>
</body>
</html>
`.text;
}
