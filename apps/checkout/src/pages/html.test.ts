import { expect, it } from 'vitest';
import { html } from './html.js';

it('escapes what it is given, but not what is HTML already', () => {
  const hostile = `<script>"'&`;
  expect(html`<p title="${hostile}">${hostile}${[html`<b>${1}</b>`, html`<i></i>`]}</p>`.text).toBe(
    '<p title="&lt;script&gt;&quot;&#39;&amp;">&lt;script&gt;&quot;&#39;&amp;<b>1</b><i></i></p>',
  );
});
