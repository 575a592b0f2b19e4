/** The screens of the journey. Pure: from the session that was found to what a person sees. */
import { amountCentsOf, PRICES_CENTS, TITLES, type Title } from '../domain/catalogue.js';
import type { Receipt, SessionData } from '../domain/session-data.js';
import { type Html, html } from './html.js';
import type { Screen } from './layout.js';

const euros = (cents: number): string => `€ ${(cents / 100).toFixed(2)}`;
const button = (action: string, label: string, kind: 'main' | 'quiet' = 'main'): Html =>
  html`<form class="inline" method="post" action="${action}"><button class="${kind}">${label}</button></form>`;

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
      ? html`<div class="card"><p>Six films, one evening. Nobody here knows you yet: this node found no session for your browser.</p>
${button('/open', 'Open the app')}</div>`
      : html`<div class="card"><p>Welcome back${session.account === undefined ? '' : `, ${session.account}`}.</p>
<p><a href="${nextPath(session)}">Go on where you were</a></p></div>
<div class="card"><p class="soft">Other devices</p>${button('/hand-off', 'Continue on another device', 'quiet')}
${button('/sign-out', 'Sign out', 'quiet')}</div>`;
  return {
    title: 'Streaming, checked out',
    stage: 'Start',
    content: html`${content}<p class="soft">You have a code from your phone? <a href="/claim">Enter it here</a>.</p>`,
  };
}

export const signIn = (): Screen => ({
  title: 'Sign in',
  stage: 'Start',
  content: html`<form class="card" method="post" action="/sign-in">
<label>Your name<input type="text" name="account" maxlength="100" required autofocus></label>
<button>Sign in</button></form>`,
});

export const titles = (): Screen => ({
  title: 'What will it be?',
  stage: 'Watch',
  content: html`<div class="grid">${TITLES.map(
    ({ id, name, minutes }) =>
      html`<div class="card"><p><a href="/watch/${id}">${name}</a><br><span class="soft">${minutes} min</span></p></div>`,
  )}</div>`,
});

export function watching(title: Title, session: SessionData | null): Screen {
  const seconds = session?.watch?.title === title.id ? session.watch.positionSeconds : 0;
  return {
    title: title.name,
    stage: 'Watch',
    content: html`<div class="card"><p>You are at <strong>${Math.floor(seconds / 60)} min ${seconds % 60} s</strong> of ${title.minutes} min.</p>
${button(`/watch/${title.id}`, 'Watch ten more seconds')} <a href="/plan">Keep watching: choose a plan</a></div>`,
  };
}

export const plans = (): Screen => ({
  title: 'Choose a plan',
  stage: 'Plan',
  content: html`<div class="grid">${Object.entries(PRICES_CENTS).map(
    ([
      plan,
      cents,
    ]) => html`<form class="card" method="post" action="/plan"><p><strong>${plan}</strong><br><span class="soft">${euros(cents)} a month</span></p>
<button name="plan" value="${plan}">Take ${plan}</button></form>`,
  )}</div>`,
});

export const paymentMethod = (): Screen => ({
  title: 'How will you pay?',
  stage: 'Payment',
  content: html`<form class="card" method="post" action="/payment-method">
<label>Last four digits of your card<input type="text" name="card" pattern="[0-9]{4}" inputmode="numeric" required autofocus></label>
<p class="soft">This laboratory never asks for a card number.</p><button>Go on</button></form>`,
});

export function review(session: SessionData | null): Screen {
  const confirmed = session?.idempotencyKey !== undefined;
  return {
    title: 'Review your order',
    stage: 'Review',
    content: html`<div class="card"><p>Plan: <strong>${session?.plan ?? 'basic'}</strong>, ${euros(amountCentsOf(session?.plan))} a month<br>
Card: <strong>···· ${session?.card ?? '····'}</strong></p>
${confirmed ? button('/pay', 'Pay now') : button('/review', 'This is right')}</div>`,
  };
}

export const receipt = (paid: Receipt | null): Screen => ({
  title: paid === null ? 'No receipt' : 'Thank you',
  stage: 'Receipt',
  content:
    paid === null
      ? html`<div class="card"><p>This session holds no receipt.</p><p><a href="/">Back to the start</a></p></div>`
      : html`<div class="card"><p>You paid <strong>${euros(paid.amountCents)}</strong>.</p><p class="soft">Reference ${paid.idempotencyKey}</p>
${button('/sign-out', 'Sign out', 'quiet')}</div>`,
});

export const code = (given: string | null): Screen => ({
  title: 'Continue on another device',
  stage: null,
  content:
    given === null
      ? html`<div class="card"><p>There is no session to hand off.</p><p><a href="/">Back to the start</a></p></div>`
      : html`<div class="card"><p>Open <strong>/claim</strong> on the other device and enter</p><p class="code" id="code">${given}</p>
<p class="soft">It works once, for ten minutes.</p></div>`,
});

export const claim = (refused: boolean): Screen => ({
  title: 'Enter your code',
  stage: null,
  content: html`${refused ? html`<p class="card" role="alert">This code is unknown here, or used up.</p>` : ''}
<form class="card" method="post" action="/claim"><label>Code<input type="text" name="code" maxlength="20" required autofocus></label>
<button>Go on here</button></form>`,
});

export const failed = (title: string, detail: string): Screen => ({
  title,
  stage: null,
  content: html`<div class="card" role="alert"><p>${detail}</p><p><a href="/">Back to the start</a></p></div>`,
});
