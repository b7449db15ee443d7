/** The style sheet of every page: the reader's own fonts, light or dark as they have it, white on paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #59636e; --ground: #ffffff; --card: #f6f8fa; --rule: #d1d9e0;
  --good: #116329; --bad: #a40e26; --accent: #0b5cad; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --dim: #9aa4af; --ground: #0d1117; --card: #161b22; --rule: #30363d;
    --good: #56d364; --bad: #ff7b72; --accent: #79b8ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 64rem; color: var(--ink); background: var(--ground);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
a { color: var(--accent); }
.verdict { font-size: 1.15rem; margin: 0 0 .5rem; padding: .75rem 1rem; background: var(--card); border-left: .3rem solid var(--dim); font-weight: 600; }
.verdict.pass { border-color: var(--good); }
.verdict.fail { border-color: var(--bad); }
.facts, .note, figcaption, caption, small { color: var(--dim); font-size: .9rem; }
nav ol { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 1rem 0 0; padding: 0; font-size: .9rem; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .5rem 1.5rem; margin: 0; }
dl div { border-bottom: 1px solid var(--rule); padding-bottom: .35rem; }
dt { color: var(--dim); font-size: .9rem; } dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; min-width: min(100%, 32rem); }
caption { text-align: left; padding-bottom: .35rem; }
th, td { padding: .25rem .7rem; text-align: left; border-bottom: 1px solid var(--rule); white-space: nowrap; font-weight: 400; }
thead th { font-weight: 600; } .n { text-align: right; } .wrap { white-space: normal; } td code { font-size: .8rem; }
figure { margin: .75rem 0 1.25rem; } svg { max-width: 100%; height: auto; }
@media screen and (max-width: 48rem) { figure { overflow-x: auto; } svg { max-width: none; } }
pre { background: var(--card); padding: .75rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; font: .9rem/1.5 ui-monospace, monospace; }
code { font: .95em ui-monospace, monospace; overflow-wrap: anywhere; }
ul { padding-left: 1.25rem; }
@media print {
  :root { color-scheme: light; --ink: #000000; --dim: #444444; --ground: #ffffff; --card: #ffffff; --rule: #bbbbbb;
    --good: #116329; --bad: #a40e26; --accent: #000000; }
  body { max-width: none; padding: 0; font-size: 11pt; } nav { display: none; }
  figure, table, dl div { break-inside: avoid; } h2, h3 { break-after: avoid; } .wide { overflow: visible; }
  table { font-size: 8.5pt; min-width: 60%; } th, td { padding: .2em .35em; } td code { font-size: 6.5pt; }
}
`
