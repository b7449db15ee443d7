import type { Asked } from '../asked.ts'
import { countIn } from '../slots/numbers.ts'
import type { Step } from '../step.ts'

/** A file that is named by its path. */
export function namedFile({ message, text }: Asked): Step | undefined {
  const [, path, ending] = /(?:^|[\s"'(])([\w./ -]*[\w-]\.(csv|tsv|txt|parquet|xlsx))\b/i.exec(message) ?? []
  if (path === undefined) return undefined
  const limit = countIn(text)
  const params = {
    path: path.trim().split(' ').at(-1) ?? path,
    ...(limit !== undefined && { limit: Math.min(200, limit) }),
  }
  if (ending.toLowerCase() !== 'xlsx') return { do: 'call', tool: 'reports.read_csv', params }
  const [, sheet] = /\bsheet\s+["']?([\w -]+?)["']?(?:\s+(?:of|in|from)\b|$)/i.exec(message) ?? []
  return {
    do: 'call',
    tool: 'reports.read_xlsx',
    params: { ...params, ...(sheet !== undefined && { sheet }) },
  }
}

/** Which files there are. */
export function files({ text }: Asked): Step | undefined {
  const asks = /^(?:which|list|show|find|what|are there|do i have|search)\b/.test(text)
  const ending = /\bspreadsheets?\b/.test(text) ? 'xlsx' : /\b(csv|xlsx|html|svg|png)s?\b/.exec(text)?.[1]
  const named =
    /\breports?\b|\bspreadsheets?\b/.test(text) || (ending !== undefined && /\bfiles?\b/.test(text))
  if (!asks || !named || /^what(?:'s| is| does)\b/.test(text)) return undefined
  return {
    do: 'call',
    tool: 'reports.search',
    params: { glob: `reports/**/*${ending === undefined ? '' : `.${ending}`}` },
  }
}
