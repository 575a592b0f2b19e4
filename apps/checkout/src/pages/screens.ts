/** The screens of the journey. Pure: from the session that was found to what a person sees. */
import { amountCentsOf, PRICES_CENTS, TITLES, type Title } from '../domain/catalogue.js';
import type { Receipt, SessionData } from '../domain/session-data.js';
import { button, euros, field, link } from './controls.js';
import { html } from './html.js';
import type { Screen } from './layout.js';

/** Where a person goes on: the first thing that the session does not hold yet. */
export function nextPath(session: SessionData | null): string {
  if (session?.account === undefined) return '/sign-in';
  if (session.plan === undefined) return session.watch === undefined ? '/titles' : '/plan';
  if (session.card === undefined) return '/payment-method';
  return session.receipt === undefined ? '/review' : '/receipt';
}

export function start(session: SessionData | null): Screen {
  const content =
    session === null
      ? html`<div class="card"><p>Six films, one evening. Nobody here knows you yet: your browser brings no session along.</p>
${button('/open', 'Open the app')}</div>`
      : html`<div class="card"><p>Welcome back${session.account === undefined ? '' : `, ${session.account}`}.</p>
<div class="actions">${link(nextPath(session), 'Go on where you were')}
${button('/hand-off', 'Continue on another device', 'quiet')}${button('/sign-out', 'Sign out', 'quiet')}</div></div>`;
  return {
    title: 'Streaming, checked out',
    stage: 'Start',
    content: html`${content}<p class="soft">A code from another device? <a href="/claim">Enter it here</a>.</p>`,
  };
}

export const signIn = (wrong = false): Screen => ({
  title: 'Sign in',
  stage: 'Start',
  content: html`<form class="card" method="post" action="/sign-in">
${field({
  name: 'account',
  label: 'Your name',
  hint: 'Any name will do; there is no password.',
  wrong: wrong ? 'Give a name of 1 to 100 letters.' : null,
  attributes: html`maxlength="100" autocomplete="nickname"`,
})}<button>Sign in</button></form>`,
});

export const titles = (): Screen => ({
  title: 'What will it be?',
  stage: 'Watch',
  content: html`<ul class="grid">${TITLES.map(
    ({ id, name, minutes }) =>
      html`<li class="card"><h2><a href="/watch/${id}">${name}</a></h2><span class="soft">${minutes} min</span></li>`,
  )}</ul>`,
});

export function watching(title: Title, session: SessionData | null): Screen {
  const seconds = session?.watch?.title === title.id ? session.watch.positionSeconds : 0;
  const forgetful = html`<p class="soft">Nobody keeps your place: <a href="/">open the app</a> first.</p>`;
  return {
    title: title.name,
    stage: 'Watch',
    content: html`<div class="card"><p>You are at <strong>${Math.floor(seconds / 60)} min ${seconds % 60} s</strong> of ${title.minutes} min.</p>
<progress aria-label="Watched" value="${seconds}" max="${title.minutes * 60}"></progress>
${session === null ? forgetful : ''}
<div class="actions">${button(`/watch/${title.id}`, 'Watch ten more seconds', 'quiet')}${link('/plan', 'Choose a plan')}</div></div>
<p><a href="/titles">Another film</a></p>`,
  };
}

export function plans(session: SessionData | null, wrong = false): Screen {
  const offers = Object.entries(PRICES_CENTS).map(
    ([plan, cents]) => html`<li class="card"><form method="post" action="/plan">
<h2>${plan}${plan === session?.plan ? ', yours now' : ''}</h2><p class="soft">${euros(cents)} a month</p>
<button name="plan" value="${plan}">Take ${plan}</button></form></li>`,
  );
  return {
    title: 'Choose a plan',
    stage: 'Plan',
    content: html`${wrong ? html`<p class="card alert" role="alert">There is no such plan. Choose one of these.</p>` : ''}
<ul class="grid">${offers}</ul>`,
  };
}

export const paymentMethod = (wrong = false): Screen => ({
  title: 'How will you pay?',
  stage: 'Payment',
  content: html`<form class="card" method="post" action="/payment-method">
${field({
  name: 'card',
  label: 'Last four digits of your card',
  hint: 'Any four digits: this laboratory never asks for a card number.',
  wrong: wrong ? 'These must be four digits, like 0042.' : null,
  attributes: html`pattern="[0-9]{4}" maxlength="4" inputmode="numeric" autocomplete="off" title="four digits"`,
})}<button>Go on</button></form>`,
});

export function review(session: SessionData | null): Screen {
  const { plan, card, idempotencyKey, receipt: paid } = session ?? {};
  const complete = plan !== undefined && card !== undefined;
  return {
    title: 'Review your order',
    stage: 'Review',
    content: html`<div class="card"><dl class="order">
<div><dt>Plan</dt><dd>${plan === undefined ? 'none yet' : `${plan}, ${euros(amountCentsOf(plan))} a month`}</dd><dd><a href="/plan">${plan === undefined ? 'Choose' : 'Change'}<span class="unseen"> the plan</span></a></dd></div>
<div><dt>Card</dt><dd>${card === undefined ? 'none yet' : `···· ${card}`}</dd><dd><a href="/payment-method">${card === undefined ? 'Choose' : 'Change'}<span class="unseen"> the card</span></a></dd></div>
</dl>
${paid !== undefined ? link('/receipt', 'Paid: see the receipt') : ''}
${paid === undefined && complete ? confirmation(idempotencyKey !== undefined) : ''}</div>`,
  };
}

const confirmation = (confirmed: boolean) =>
  confirmed
    ? html`${button('/pay', 'Pay now')}<p class="hint">You are charged once, however often you click.</p>`
    : html`${button('/review', 'This is right')}<p class="hint">Nothing is charged yet.</p>`;

export const receipt = (paid: Receipt | null): Screen => ({
  title: paid === null ? 'No receipt' : 'Thank you',
  stage: 'Receipt',
  content:
    paid === null
      ? html`<div class="card"><p>This session holds no receipt: nothing was paid in it.</p>${link('/', 'Back to the start')}</div>`
      : html`<div class="card"><p>You paid <strong>${euros(paid.amountCents)}</strong>. Enjoy your evening.</p>
<p class="soft">Reference ${paid.idempotencyKey}</p>
<div class="actions">${link('/titles', 'Watch on')}${button('/sign-out', 'Sign out', 'quiet')}</div></div>`,
});

/** @param place where the other device enters the code */
export const code = (given: string | null, place: string): Screen => ({
  title: 'Continue on another device',
  stage: null,
  content:
    given === null
      ? html`<div class="card"><p>There is no session here that another device could go on with.</p>${link('/', 'Back to the start')}</div>`
      : html`<div class="card"><p>On the other device, open <strong>${place}</strong> and enter</p><p class="code" id="code">${given}</p>
<p class="soft">It works once, for ten minutes. You stay signed in here, too.</p>${link('/', 'Back to the start', 'quiet')}</div>`,
});

export const claim = (wrong = false): Screen => ({
  title: 'Enter your code',
  stage: null,
  content: html`<form class="card" method="post" action="/claim">
${field({
  name: 'code',
  label: 'Code',
  hint: 'The six letters and digits that your other device shows.',
  wrong: wrong ? 'This code is unknown here, or used up.' : null,
  attributes: html`maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false"`,
})}<button>Go on here</button></form>
${wrong ? html`<p class="soft">Where each node keeps sessions in its own memory, only the node that gave the code out knows it. You can go on with the other device: nothing changed there.</p>` : ''}`,
});
