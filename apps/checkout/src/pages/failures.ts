/** What went wrong, in a person's words: what was done, what was not, and how to go on. Pure. */
import { button, link } from './controls.js';
import { type Html, html } from './html.js';
import type { Screen } from './layout.js';

const failure = (title: string, content: Html): Screen => ({
  title,
  stage: null,
  content: html`<div class="card alert" role="alert">${content}</div>`,
});

/** The browser names a session, and this node knows none under that name. */
export const gone = (node: string): Screen =>
  failure(
    'Your session is gone',
    html`<p>Your browser names a session that ${node} does not know. It ended, or it was in the memory of another node.</p>
<p>Nothing was done just now, but what you chose before is lost: this node cannot even say whether you have paid.</p>
<div class="actions">${button('/open', 'Start over')}${link('/', 'Look again', 'quiet')}${link('/claim', 'Enter a code', 'quiet')}</div>`,
  );

export const nothingToPay = (): Screen =>
  failure(
    'Nothing to pay',
    html`<p>This session holds no reviewed order, and nothing was charged.</p>${link('/review', 'Review the order')}`,
  );

export const noSuchPage = (): Screen =>
  failure('No such page', html`<p>There is nothing at this address.</p>${link('/', 'Back to the start')}`);

/**
 * An answer of the error handler, or of a hook that refused before a page was reached.
 *
 * @param harmless the refusal promises that it had no effect
 * @param problem in the node's words
 */
export function failed(status: number, harmless: boolean, problem: string, node: string): Screen {
  if (status === 409) return gone(node);
  if (status === 502 || status === 504) {
    return failure(
      'Your payment is not confirmed',
      html`<p>You may have been charged, or not: ${problem}.</p>
<p>Pay again without fear: an order is charged once, however often you pay.</p>${link('/review', 'Back to the order')}`,
    );
  }
  const effect = harmless
    ? html`<p>Nothing was done. It may work in a moment.</p>`
    : html`<p>It may have been done all the same: look before you do it again.</p>`;
  return failure(
    'That did not work',
    html`<p>${node} says: ${problem}.</p>
${status < 500 ? '' : effect}${link('/', 'Back to the start')}`,
  );
}
