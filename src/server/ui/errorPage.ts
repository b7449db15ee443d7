import { errorCatalogue } from '../../contract/errors.ts'
import type { SigmaError } from '../../core/errors.ts'
import { html, type Markup } from '../../report/markup.ts'
import { knownFailure } from '../errors.ts'
import { sitePage } from './sitePage.ts'

/** Whether who asks for a path reads the answer as a page. */
export function isPagePath(url: string): boolean {
  return /^\/ui(?:[/?]|$)/.test(url)
}

/** A failure as a page: what failed, why, and what to do. Of a bug the text stays inside. */
export function errorPage(error: unknown, requestId: string, url: string): { status: number; text: string } {
  const known = knownFailure(error)
  const { status, remedy } = errorCatalogue[known?.code ?? 'INTERNAL']
  const fields = fieldList(known)
  const [path] = url.split('?')
  const what = fields
    ? 'The address asks for something that it cannot have:'
    : (known?.message ?? 'Sigma met a fault of its own. The log of the server has it.')
  const next = known?.next ?? (fields ? 'Mend the address, or choose anew.' : `${remedy}.`)
  const text = sitePage({
    title: titles[status] ?? 'This did not work',
    room: null,
    body: html`<p class="verdict fail" role="alert">${what}</p>
${fields}
<p>${next}</p>
<ul class="links">${url === path ? null : html`<li><a href="${path}">The page without filters</a></li>`}<li><a href="/ui">The overview</a></li></ul>
<p class="note">Status ${status}, request <code>${requestId}</code></p>`,
  })
  return { status, text }
}

const titles: Record<number, string> = {
  400: 'That is not right',
  404: 'There is no such page',
  500: 'A fault in Sigma',
}

function fieldList(error: SigmaError | undefined): Markup | null {
  const fields = error?.details.field_errors
  if (!Array.isArray(fields)) return null
  return html`<ul>${fields.map(
    ({ field, issue }) => html`<li><code>${String(field)}</code>: ${String(issue)}</li>`,
  )}</ul>`
}
