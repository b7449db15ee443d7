import { html, type Markup } from '../../report/markup.ts'

/** A line of the contract, with what stands in backticks as code. */
export function line(text: unknown): Markup {
  if (typeof text !== 'string') return html``
  const parts = text.trim().split('`')
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`
}

/** A text of the contract: blank lines part its paragraphs. */
export function paragraphs(text: unknown): Markup {
  if (typeof text !== 'string') return html``
  return html`${text
    .trim()
    .split(/\n\s*\n/)
    .map((each) => html`<p>${line(each)}</p>`)}`
}

/** An example as it is sent: JSON over several lines, text as it is. */
export function sample(value: unknown): Markup {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return html`<pre tabindex="0">${text.trimEnd()}</pre>`
}
