import type { Markup } from './markup.js';

/** How a page looks. It asks for nothing from elsewhere. */
export const style: Markup = {
  markup: `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --ink: #1b2230; --soft: #566074; --line: #dfe3ea; --code: #f1f3f7;
  --accent: #2f5fd0; --good: #17703d; --good-bg: #e4f5ea; --look: #8a5200; --look-bg: #fdf0d8;
  --bad: #b3261e; --bad-bg: #fde8e6; --unknown: #566074; --unknown-bg: #eceff4;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10141b; --card: #181e28; --ink: #e6eaf2; --soft: #a3adbf; --line: #2c3544; --code: #121821;
    --accent: #8fb2ff; --good: #7fd8a0; --good-bg: #163325; --look: #f3c26b; --look-bg: #3a2c10;
    --bad: #ff9d94; --bad-bg: #43201e; --unknown: #a3adbf; --unknown-bg: #252d3a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif;
}
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
main, .top, footer { max-width: 66rem; margin: 0 auto; padding: 0 1.25rem; }
.top { padding-top: 2rem; }
.top p { color: var(--soft); margin: 0; }
h1 { font-size: 1.15rem; margin: 0; font-weight: 650; letter-spacing: .01em; }
h2 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .35rem; text-wrap: balance; }
h3 { font-size: 1.1rem; margin: 0 0 .75rem; }
h4 { font-size: .95rem; margin: 0; }
nav ol { margin: .75rem 0 0; padding: 0; list-style: none; display: grid; gap: .35rem; }
nav li { display: flex; gap: .6rem; align-items: baseline; }
article { margin: 1.5rem 0 3rem; }
.meta { color: var(--soft); margin: 0 0 1.25rem; font-size: .92rem; }
.more { white-space: pre-line; margin: 0 0 1.25rem; }
section, details {
  background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; margin: 0 0 1rem;
}
code, pre, .mono { font-family: var(--mono); font-size: .875em; }
code { background: var(--code); border-radius: 5px; padding: .1em .35em; }
pre {
  background: var(--code); border: 1px solid var(--line); border-radius: 8px; padding: .8rem 1rem; margin: .6rem 0 0;
  overflow-x: auto; overflow-wrap: normal; line-height: 1.5; tab-size: 2;
}
pre.query { white-space: pre-wrap; }
pre code { background: none; padding: 0; font-size: 1em; }
pre .remark { color: var(--soft); }
.glance { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: .75rem; margin: 0 0 1rem; padding: 0; }
.glance > div {
  background: var(--card); border: 1px solid var(--line); border-left: 5px solid var(--hue); border-radius: 10px; padding: .75rem .95rem;
}
.glance > div:nth-child(-n+2) { grid-column: span 3; }
.glance > div:nth-child(n+3) { grid-column: span 2; }
.glance dt { display: flex; gap: .5rem; align-items: center; font-weight: 650; font-size: .92rem; color: var(--hue); }
.glance dd { margin: .2rem 0 0; font-size: .95rem; }
.good { --hue: var(--good); --tint: var(--good-bg); }
.look { --hue: var(--look); --tint: var(--look-bg); }
.bad { --hue: var(--bad); --tint: var(--bad-bg); }
.unknown { --hue: var(--unknown); --tint: var(--unknown-bg); }
.sign {
  display: inline-grid; place-items: center; flex: none; min-width: 1.35rem; height: 1.35rem; border-radius: 50%;
  background: var(--tint); color: var(--hue); font-weight: 700; font-size: .85rem; font-family: var(--mono);
}
.tag {
  display: inline-block; background: var(--tint); color: var(--hue); border-radius: 999px; padding: 0 .6em; font-size: .82rem;
  font-weight: 600; white-space: nowrap;
}
ul.plain { list-style: none; margin: 0; padding: 0; display: grid; gap: .5rem; }
ul.plain > li { display: flex; gap: .65rem; align-items: baseline; }
ul.plain .sign { transform: translateY(.1rem); }
.lines { display: block; color: var(--soft); font-size: .92rem; }
.line { display: block; }
.scroll { overflow-x: auto; margin: 0 -.25rem; padding: 0 .25rem; }
.list { border-collapse: collapse; width: 100%; font-size: .92rem; }
.list th { text-align: left; color: var(--soft); font-weight: 600; white-space: nowrap; }
.list th, .list td { padding: .45rem .7rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
.list tr:last-child td { border-bottom: 0; }
.sides { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1.1rem; align-items: start; margin: 0 0 .9rem; }
.sides:last-child { margin: 0; }
.heads { color: var(--soft); font-size: .8rem; text-transform: uppercase; letter-spacing: .08em; font-weight: 650; margin: 0 0 .5rem; }
.heads p { margin: 0; }
.side { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.entity { border: 1px solid var(--line); border-radius: 9px; overflow: hidden; background: var(--card); }
.entity table { border-collapse: collapse; width: 100%; font-size: .875rem; table-layout: fixed; }
.entity caption {
  text-align: left; padding: .45rem .75rem; font-weight: 650; font-family: var(--mono); font-size: .92rem;
  background: var(--tint, var(--code)); border-bottom: 1px solid var(--line);
}
.entity caption .tag { background: var(--card); font-family: system-ui, sans-serif; white-space: normal; margin-left: .4rem; }
.entity td, .entity th { padding: .28rem .5rem; vertical-align: top; border-bottom: 1px solid var(--line); text-align: left; font-weight: 500; }
.entity tr:last-child > * { border-bottom: 0; }
.entity td:first-child { width: 3.2rem; padding-left: .75rem; }
.entity tr.marked > * { background: var(--tint); }
.entity tr.marked td:first-child { box-shadow: inset 4px 0 var(--hue); }
.entity abbr { color: var(--accent); font-size: .75rem; font-weight: 700; letter-spacing: .03em; text-decoration: none; display: block; }
.entity .type { color: var(--soft); }
.entity .value, .entity .link, .entity .note { display: block; }
.entity .link { color: var(--accent); font-size: .8rem; }
.entity .note { color: var(--hue); font-size: .8rem; font-weight: 650; font-family: system-ui, sans-serif; }
.empty {
  color: var(--soft); border: 1px dashed var(--line); border-radius: 9px; padding: .8rem; margin: 0; text-align: center;
  font-size: .92rem;
}
.quiet { color: var(--soft); font-size: .92rem; margin: 0 0 .75rem; }
.finding + .finding { border-top: 1px solid var(--line); margin-top: .8rem; padding-top: .8rem; }
.finding p { margin: .15rem 0; }
.finding ul { margin: .35rem 0; padding-left: 1.2rem; }
.place { color: var(--soft); font-size: .85rem; }
.finding dl { margin: .3rem 0 0; font-size: .92rem; display: grid; grid-template-columns: auto 1fr; gap: .15rem .7rem; }
.finding dt { color: var(--soft); }
.finding dd { margin: 0; }
summary { cursor: pointer; font-weight: 650; }
summary .quiet { font-weight: 400; }
footer { color: var(--soft); font-size: .85rem; padding-bottom: 2.5rem; }
@media (max-width: 44rem) {
  main, .top, footer { padding-left: .9rem; padding-right: .9rem; }
  h2 { font-size: 1.35rem; }
  .sides { grid-template-columns: minmax(0, 1fr); gap: .6rem; margin-bottom: 1.3rem; }
  .heads { display: none; }
  .side { position: static; width: auto; height: auto; clip-path: none; color: var(--soft); font-family: system-ui, sans-serif; font-weight: 500; }
  .glance > div:nth-child(n) { grid-column: auto; }
  .glance { grid-template-columns: minmax(0, 1fr); gap: .55rem; }
  section, details { padding: .95rem; border-radius: 10px; }
  .list.stacked thead { position: absolute; left: -100vw; }
  .list.stacked tr { display: block; padding: .5rem 0; border-bottom: 1px solid var(--line); }
  .list.stacked tr:last-child { border-bottom: 0; }
  .list.stacked td { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: .5rem; border: 0; padding: .12rem 0; }
  .list.stacked td::before { content: attr(data-name); color: var(--soft); }
}
@media print { body { background: #fff; } section, details, .entity { break-inside: avoid; } }
`,
};
