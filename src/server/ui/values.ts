import { html, type Markup } from '../../report/markup.ts'

/** Values of a document as lists of names and values, as deep as they go. */
export function values(value: unknown): Markup {
  if (value === null || value === undefined || value === '') return html`<span class="absent">none</span>`
  if (Array.isArray(value)) {
    if (value.length === 0) return html`<span class="absent">none</span>`
    return value.every(isShort)
      ? html`${value.map(String).join(', ')}`
      : html`<ul>${value.map((each) => html`<li>${values(each)}</li>`)}</ul>`
  }
  if (typeof value === 'number') return html`${Number(value.toPrecision(5))}`
  if (typeof value !== 'object') return html`${String(value)}`
  const entries = Object.entries(value)
  if (entries.length === 0) return html`<span class="absent">none</span>`
  return html`<ul class="tree">${entries.map(
    ([name, inner]) => html`<li><span class="key">${name.replaceAll('_', ' ')}</span> ${values(inner)}</li>`,
  )}</ul>`
}

/** Sentences and parts of a document have a line each. */
function isShort(value: unknown): boolean {
  return typeof value === 'string' ? value.length < 40 : typeof value !== 'object' || value === null
}
