/** The style sheet of every page. */
import { Html } from './html.js';

export const STYLE = new Html(`
:root { color-scheme: dark; --ink: #f2f4f8; --soft: #9aa4b5; --line: #2b3342; --card: #171c26; --accent: #e69f00; }
* { box-sizing: border-box; }
body { margin: 0; background: #0e1118; color: var(--ink); font: 17px/1.55 system-ui, sans-serif; }
header, main, footer { max-width: 44rem; margin: 0 auto; padding: 1.2rem; }
header { display: flex; justify-content: space-between; align-items: baseline; }
header a { color: var(--accent); font-weight: 700; text-decoration: none; letter-spacing: .02em; }
ol.steps { display: flex; gap: .4rem; list-style: none; margin: 0; padding: 0; font-size: .8rem; color: var(--soft); }
ol.steps li[aria-current] { color: var(--ink); font-weight: 600; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .2rem 0 1rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.2rem; margin: 0 0 1rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: .8rem; }
.grid .card { margin: 0; }
.soft { color: var(--soft); }
.code { font: 700 2.4rem/1.2 ui-monospace, monospace; letter-spacing: .25em; }
label { display: block; margin: 0 0 .8rem; }
input[type=text] { width: 100%; margin-top: .3rem; padding: .7rem .8rem; font: inherit; color: inherit;
  background: #0e1118; border: 1px solid var(--line); border-radius: 10px; }
button { padding: .7rem 1.2rem; font: inherit; font-weight: 600; color: #14110a; background: var(--accent);
  border: 0; border-radius: 10px; cursor: pointer; }
button.quiet { color: var(--ink); background: none; border: 1px solid var(--line); }
a { color: var(--accent); }
form.inline { display: inline-block; margin: 0 .5rem 0 0; }
footer { border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
footer dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem .8rem; margin: 0; }
footer dd { margin: 0; color: var(--ink); font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
`);
