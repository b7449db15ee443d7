import { colours } from '../../report/heatmap.ts'
import { style } from '../../report/style.ts'

/** The dark and the light ends of the colours have white words on them. */
const onDark: readonly string[] = ['#b35806', '#2166ac', '#b30000']
const shades = Object.entries(colours).flatMap(([kind, range]) =>
  range.map((colour, step) => {
    const ink = onDark.includes(colour) ? '#ffffff' : '#1b1f24'
    return `.heat .${kind}${step} { background: ${colour}; } .heat .${kind}${step}, .heat .${kind}${step} a { color: ${ink}; }`
  }),
)

/** The style sheet of the dashboard: that of reports, and what they have not got. */
export const siteStyle = `${style}
html { scroll-padding-top: 1rem; }
body.site { max-width: none; padding: 0; font-size: 15px; }
.site main { max-width: 84rem; margin: 0 auto; padding: 1.25rem 1.25rem 4rem; }
.site main:focus { outline: none; }
.site main { overflow-wrap: anywhere; } .site table { overflow-wrap: normal; }
.site h1 { margin: 0 0 .25rem; font-size: 1.4rem; }
.site h2 { margin: 2rem 0 .5rem; padding-top: 0; border-top: 0; font-size: 1.1rem; }
.site .facts { margin: 0 0 1rem; } .site h1 + .verdict { margin-top: 1rem; }
a { text-underline-offset: .15em; text-decoration-thickness: 1px; }
:focus-visible, input:focus, input:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -100rem; top: 0; padding: .5rem 1rem; background: var(--ground); z-index: 1; }
.skip:focus { left: .5rem; top: .5rem; }
.bar { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.5rem; padding: .6rem 1.25rem; background: var(--card); border-bottom: 1px solid var(--rule); }
.bar .name { font-weight: 600; color: var(--ink); text-decoration: none; }
.bar ul { display: flex; flex-wrap: wrap; gap: 0 1.1rem; list-style: none; margin: 0; padding: 0; font-size: .95rem; }
.bar li a { display: inline-block; padding: .15rem 0; color: var(--dim); text-decoration: none; border-bottom: 2px solid transparent; }
.bar li a:hover { color: var(--ink); }
.bar li a[aria-current] { color: var(--ink); border-color: var(--accent); }
.good { color: var(--good); } .bad { color: var(--bad); } .absent { color: var(--dim); cursor: help; }
.aloud { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.wide { position: relative; }
.site table { font-size: .87rem; min-width: 0; }
.site th, .site td { padding: .2rem .45rem; }
.site .verdict { font-size: 1rem; padding: .6rem .9rem; }
.site dl { grid-template-columns: repeat(auto-fill, minmax(min(100%, 9.5rem), 1fr)); gap: .4rem 1.25rem; }
.site dl.hashes { grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
.site dt { font-size: .82rem; }
details { margin: .5rem 0; } summary { cursor: pointer; } details > :not(summary) { margin-left: 1rem; }
.tree { margin: 0; padding-left: 1.1rem; } .key { color: var(--dim); }
.maps { display: flex; flex-wrap: wrap; gap: 0 3rem; } .maps > * { max-width: 100%; }
.heat caption { white-space: nowrap; }
.site tbody tr:hover { background: var(--card); }
.site td small, .site th small { font-size: .82rem; }
.place { display: inline-block; min-width: 1.6rem; margin-right: .25rem; color: var(--dim); text-align: right; }
.filters { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .5rem .75rem; align-items: end; margin: 0 0 1rem; padding: .75rem; background: var(--card); border: 1px solid var(--rule); border-radius: 4px; }
.filters label { display: block; font-size: .8rem; color: var(--dim); }
.filters input, .filters select, .search { width: 100%; min-width: 0; height: 2rem; padding: 0 .4rem; font: inherit; font-size: .9rem; color: var(--ink); background: var(--ground); border: 1px solid var(--edge); border-radius: 3px; }
.filters .actions { display: flex; gap: .75rem; align-items: center; }
button { height: 2rem; padding: 0 .9rem; font: inherit; font-size: .9rem; color: var(--ground); background: var(--accent); border: 0; border-radius: 3px; cursor: pointer; }
:root { --edge: #7d8590; }
.paging { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0; font-size: .9rem; color: var(--dim); }
.progress { display: inline-flex; align-items: center; gap: .5rem; font-variant-numeric: tabular-nums; }
progress { width: 7rem; height: .5rem; accent-color: var(--accent); }
.heat td, .heat th { border: 1px solid var(--ground); }
.heat td { min-width: 4.5rem; text-align: right; }
.heat thead th { text-align: right; } .heat thead th:first-child { text-align: left; }
.heat td a { display: block; text-decoration: none; } .heat td a:hover { text-decoration: underline; }
.heat .none { color: var(--dim); background: var(--card); }
${shades.join('\n')}
.picture { display: block; width: 100%; max-width: 60rem; height: auto; background: #ffffff; border: 1px solid var(--rule); border-radius: 4px; }
.links { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0; padding: 0; list-style: none; font-size: .95rem; }
.split { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 2rem; }
.split > * { min-width: 0; }
.op, .schema { margin: 0; border-bottom: 1px solid var(--rule); }
.op summary, .schema summary { padding: .35rem 0; } .op summary h3, .schema summary h3 { display: inline; margin: 0; font-weight: 400; font-size: .95rem; }
.op h4 { margin: 1rem 0 .25rem; font-size: .9rem; } .op > div, .schema > div { scroll-margin-top: 3rem; padding-bottom: 1rem; }
.op summary > span { color: var(--dim); font-size: .9rem; margin-left: .5rem; }
.method { display: inline-block; min-width: 3.6rem; font: 600 .8rem ui-monospace, monospace; color: var(--accent); } .method.delete { color: var(--bad); } .method.post { color: var(--good); }
.finder { max-width: 30rem; margin: 1rem 0; } .finder label { font-size: .85rem; color: var(--dim); } .finder p { margin: .25rem 0 0; min-height: 1.3em; }
.site td.wrap { min-width: 12rem; }
@media (max-width: 30rem) { .site main { padding: 1rem .75rem 3rem; } .bar { padding: .5rem .75rem; } .filters { grid-template-columns: 1fr 1fr; } th, td { padding: .25rem .5rem; } }
@media print { .bar, .filters, .paging, .skip { display: none; } }
`
