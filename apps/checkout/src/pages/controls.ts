/** What pages are made of: buttons that post, links that look like them, labelled fields. Pure. */
import { type Html, html } from './html.js';

type Kind = 'main' | 'quiet';

export const euros = (cents: number): string => `€ ${(cents / 100).toFixed(2)}`;

export const button = (action: string, label: string, kind: Kind = 'main'): Html =>
  html`<form class="inline" method="post" action="${action}"><button class="${kind}">${label}</button></form>`;

export const link = (href: string, label: string, kind: Kind = 'main'): Html =>
  html`<a class="button ${kind}" href="${href}">${label}</a>`;

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** What was wrong with what the person gave; null when nothing was. */
  readonly wrong: string | null;
  readonly attributes: Html;
}

/** The only field of a page: it has the focus. A wrong one says so to those who do not see it, too. */
export function field({ name, label, hint, wrong, attributes }: Field): Html {
  const invalid = wrong === null ? html`` : html` aria-invalid="true"`;
  return html`<div class="field"><label for="${name}">${label}</label>
<input type="text" id="${name}" name="${name}" aria-describedby="${name}-hint" required autofocus ${attributes}${invalid}>
${wrong === null ? html`<p class="hint" id="${name}-hint">${hint}</p>` : html`<p class="wrong" id="${name}-hint" role="alert">${wrong}</p>`}</div>
`;
}
