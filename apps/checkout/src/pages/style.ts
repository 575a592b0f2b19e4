/** The style sheet of every page, and its icon. */
import { Html } from './html.js';

/** In the page itself, so that no browser asks a node for it. */
export const ICON =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"%3E%3Ccircle cx="8" cy="8" r="8" fill="%23e69f00"/%3E%3Ccircle cx="11" cy="6" r="6" fill="%230e1118"/%3E%3C/svg%3E';

/** `--edge` stands out from both backgrounds by 3 to 1 at least, `--soft` by 4.5 to 1. */
export const STYLE = new Html(`
:root { color-scheme: dark; --ink: #f2f4f8; --soft: #a9b3c4; --line: #2b3342; --edge: #76839a; --card: #171c26;
  --ground: #0e1118; --accent: #e69f00; --alert: #ff9d80; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
  font: 17px/1.55 system-ui, sans-serif; }
header, main, footer { width: 100%; max-width: 50rem; margin: 0 auto; padding: 1.2rem; }
header { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; justify-content: space-between; align-items: baseline; }
header a { color: var(--accent); font-weight: 700; font-size: 1.15rem; text-decoration: none; letter-spacing: .02em; }
ol.steps { display: flex; gap: .7rem; list-style: none; margin: 0; padding: 0; font-size: .8rem; color: var(--soft); }
ol.steps li { border-top: 3px solid var(--line); padding-top: .15rem; }
ol.steps li.past { border-color: var(--edge); }
ol.steps li[aria-current] { border-color: var(--accent); color: var(--ink); font-weight: 600; }
main { flex: 1; padding-top: .6rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: .2rem 0 1rem; text-wrap: balance; }
p { margin: 0 0 1rem; }
p:last-child { margin-bottom: 0; }
a { color: var(--accent); text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.2rem; margin: 0 0 1rem; }
.card.alert { border-color: var(--alert); }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .8rem; margin: 0 0 1rem; padding: 0;
  list-style: none; }
.grid .card { position: relative; margin: 0; }
.grid h2 { font-size: 1.1rem; line-height: 1.3; margin: 0; }
.grid h2::first-letter { text-transform: uppercase; }
.grid a::after { content: ""; position: absolute; inset: 0; border-radius: 14px; }
.grid .card:has(a:hover) { border-color: var(--edge); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.soft { color: var(--soft); }
.code { font: 700 2.4rem/1.2 ui-monospace, monospace; letter-spacing: .2em; }
.actions { display: flex; flex-wrap: wrap; gap: .8rem; align-items: center; }
.aside { border-top: 1px solid var(--line); padding-top: 1rem; margin-top: 1.6rem; }
label { display: block; font-weight: 600; }
input[type=text] { width: 100%; margin: .4rem 0 0; padding: .7rem .8rem; font: inherit; font-weight: 400; color: inherit;
  background: var(--ground); border: 1px solid var(--edge); border-radius: 10px; }
input[type=text]:focus-visible { border-radius: 10px; outline-offset: 0; }
input[aria-invalid] { border-color: var(--alert); }
.field { margin: 0 0 1rem; }
.hint { margin: .4rem 0 0; font-size: .9rem; color: var(--soft); }
.wrong { margin: .4rem 0 0; font-size: .9rem; color: var(--alert); }
button, a.button { display: inline-block; min-height: 2.9rem; padding: .6rem 1.2rem; font: inherit; font-weight: 600; color: #14110a;
  background: var(--accent); border: 1px solid var(--accent); border-radius: 10px; cursor: pointer; text-decoration: none; }
button:hover, a.button:hover { filter: brightness(1.1); }
button:focus-visible, a.button:focus-visible { border-radius: 10px; outline-color: var(--ink); }
button.quiet, a.button.quiet { color: var(--ink); background: none; border-color: var(--edge); }
progress { display: block; width: 100%; height: .5rem; margin: 0 0 1.2rem; accent-color: var(--accent); }
dl.order { display: grid; grid-template-columns: max-content 1fr max-content; gap: .5rem 1.2rem; margin: 0 0 1.2rem; }
dl.order div { display: contents; }
dl.order dt { color: var(--soft); }
dl.order dd { margin: 0; overflow-wrap: anywhere; }
footer { color: var(--soft); font-size: .85rem; }
footer dl { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; margin: 0; padding-top: 1rem; border-top: 1px solid var(--line); }
footer dl div { display: flex; gap: .5rem; }
footer dd { margin: 0; color: var(--ink); font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
footer summary { cursor: pointer; }
@media (max-width: 30rem) {
  ol.steps { width: 100%; justify-content: space-between; gap: .3rem; }
  form > button:only-of-type, a.button { width: 100%; text-align: center; }
  form.inline { flex: 1 1 100%; }
}
`);
