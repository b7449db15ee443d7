import { html, type Markup, trusted } from './markup.ts'
import { style } from './style.ts'

/** A page by its parts. */
export interface Page {
  title: string
  /** The verdict in one sentence: what the page opens with. */
  verdict: string
  /** How the verdict is marked; null where there is none. */
  passed: boolean | null
  /** What the page is about, in a line below the verdict. */
  facts: string[]
  sections: Section[]
}

export interface Section {
  title: string
  body: Markup
}

/**
 * One self-contained HTML file: no script, and nothing that is loaded from anywhere, which its policy forbids besides.
 * It follows the reader's light or dark setting, and prints on white.
 */
export function page({ title, verdict, passed, facts, sections }: Page): string {
  const mark = passed === null ? 'open' : passed ? 'pass' : 'fail'
  const contents = sections.map((section, i) => html`<li><a href="#s${i + 1}">${section.title}</a></li>`)
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="verdict ${mark}">${verdict}</p>
<p class="facts">${facts.join(' · ')}</p>
</header>
<nav aria-label="Contents"><ol>${contents}</ol></nav>
<main>
${sections.map(
  ({ title: heading, body }, i) =>
    html`<section id="s${i + 1}" aria-labelledby="h${i + 1}">
<h2 id="h${i + 1}">${heading}</h2>
${body}
</section>
`,
)}</main>
</body>
</html>
`
  return text
}

export interface TableColumn<Row> {
  title: string
  /** Numbers stand at the right. */
  number?: boolean
  /** Long cells are broken into lines. */
  wrap?: boolean
  cell: (row: Row) => string | Markup
}

/**
 * A table with a caption for who cannot see where it stands, and the first cell of each row as its header. Where it is
 * wider than the page it is moved sideways in a box of its own, which keys reach.
 */
export function table<Row>(
  caption: string,
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
): Markup {
  const heads = columns.map((column) => html`<th scope="col"${looks(column)}>${column.title}</th>`)
  const lines = rows.map((row) => {
    const [first, ...others] = columns
    const rest = others.map((column) => html`<td${looks(column)}>${column.cell(row)}</td>`)
    return html`<tr><th scope="row"${looks(first)}>${first.cell(row)}</th>${rest}</tr>
`
  })
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines}</tbody>
</table></div>`
}

function looks({ number, wrap }: { number?: boolean; wrap?: boolean }): Markup | null {
  return number ? html` class="n"` : wrap ? html` class="wrap"` : null
}

/** Names and values below one another. */
export function pairs(
  rows: readonly (readonly [name: string, value: string | Markup, note?: string])[],
): Markup {
  return html`<dl>${rows.map(
    ([name, value, note]) =>
      html`<div><dt>${name}</dt><dd>${value}${note ? html` <small>${note}</small>` : null}</dd></div>
`,
  )}</dl>`
}

/** The hashes of what a run is made of, as rows of `pairs`. */
export function lineageRows(
  lineage: Readonly<Record<string, unknown>> | null | undefined,
): [string, Markup][] {
  return Object.entries(lineage ?? {}).map(([name, value]) => [
    name,
    html`<code>${value === null ? 'no such file' : String(value)}</code>`,
  ])
}

export function note(text: string): Markup {
  return html`<p class="note">${text}</p>`
}

/**
 * A picture of Vega inside a page, with what it shows in words for who cannot see it. On a phone it is moved sideways in its
 * figure, which keys reach.
 */
export function figure(id: string, svg: string, words: string, caption: string): Markup {
  return html`<figure tabindex="0">${trusted(inline(id, svg, words))}<figcaption>${caption}</figcaption></figure>`
}

/**
 * Vega numbers the parts of each picture alike: in one page the names must differ. A name space is what a file of its
 * own needs, not a part of a page. A picture that has words is one thing to who hears it: its parts have no roles.
 */
function inline(id: string, svg: string, words: string): string {
  const start = svg.indexOf('<svg')
  return svg
    .slice(start)
    .replaceAll(/ xmlns(:\w+)?="[^"]*"/g, '')
    .replaceAll(/ (?:role="graphics-[a-z]+"|aria-(?:roledescription|label)="[^"]*")/g, '')
    .replaceAll(/ id="([^"]+)"/g, ` id="${id}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${id}-$1)`)
    .replace('<svg', html`<svg role="img" aria-label="${words}"`.text)
}
