import { count } from '../../report/figures.ts'
import { html, type Markup } from '../../report/markup.ts'
import { address, type Query } from './address.ts'

/** A filter of a list. */
export type Field = {
  name: string
  label: string
} & (
  | { kind: 'text'; proposals?: readonly string[] }
  | { kind: 'date' }
  | { kind: 'choice'; choices: readonly (readonly [value: string, label: string])[] }
)

/** A form of filters that writes them into the address; it needs no script. */
export function filterForm(path: string, fields: readonly Field[], query: Query): Markup {
  return html`<form class="filters" action="${path}" method="get" role="search" aria-label="Filters">
${fields.map((field) => labelled(field, query[field.name] ?? ''))}
<div class="actions"><button type="submit">Show</button> <a href="${path}">Clear</a></div>
</form>`
}

function labelled(field: Field, value: string): Markup {
  const id = `f-${field.name}`
  return html`<div><label for="${id}">${field.label}</label>${control(field, id, value)}</div>
`
}

function control(field: Field, id: string, value: string): Markup {
  if (field.kind === 'choice') {
    const known = field.choices.some(([each]) => each === value)
    const choices = known ? field.choices : [...field.choices, [value, value] as const]
    return html`<select id="${id}" name="${field.name}">${choices.map(
      ([each, label]) =>
        html`<option value="${each}"${each === value ? html` selected` : null}>${label}</option>`,
    )}</select>`
  }
  if (field.kind === 'date') return html`<input id="${id}" name="${field.name}" type="date" value="${value}">`
  const list = field.proposals && `${id}-list`
  return html`<input id="${id}" name="${field.name}" type="text" value="${value}" autocomplete="off" spellcheck="false"${list ? html` list="${list}"` : null}>${
    list
      ? html`<datalist id="${list}">${field.proposals?.map((each) => html`<option value="${each}"></option>`)}</datalist>`
      : null
  }`
}

interface Paging {
  total: number
  limit: number
  offset: number
  next_offset: number | null
  rows: readonly unknown[]
}

/** Where in a list a page is, and the pages beside it. */
export function paging(
  path: string,
  query: Query,
  { total, limit, offset, next_offset, rows }: Paging,
): Markup {
  const at = (start: number): string => {
    const { offset: _, ...rest } = query
    return address(path, start === 0 ? rest : { ...rest, offset: String(start) })
  }
  const shown =
    rows.length === 0
      ? `none of ${count(total)} from row ${count(offset + 1)} on`
      : `${count(offset + 1)} to ${count(offset + rows.length)} of ${count(total)}`
  return html`<nav class="paging" aria-label="Pages of the list"><span>${shown}</span>${
    offset > 0 ? html`<a rel="prev" href="${at(Math.max(0, offset - limit))}">← Previous</a>` : null
  }${next_offset === null ? null : html`<a rel="next" href="${at(next_offset)}">Next →</a>`}</nav>`
}
