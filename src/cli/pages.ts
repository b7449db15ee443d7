import { type Command, Option } from 'commander'
import { SigmaError } from '../core/errors.ts'
import { whole } from './globals.ts'

/** Options that choose a page of a long list. */
export interface PageOptions {
  limit?: number
  offset?: number
  all?: boolean
}

interface Page<Row> {
  rows: Row[]
  total: number
  next_offset: number | null
}

/** Rows of a page at most, by the contract. */
const largestPage = 200

/** Rows of a list that stands among other things: its best. */
export const shownRows = 10

export function pageOptions(command: Command): Command {
  return command
    .option('--limit <n>', 'rows of a page, 200 at most (default: 50)', whole(1))
    .option('--offset <n>', 'rows to pass over (default: 0)', whole(0))
    .addOption(new Option('--all', 'every page').conflicts(['limit', 'offset']))
}

/** The page that was asked for, or every page as one. */
export async function readPages<Row, Answer extends Page<Row>>(
  { limit, offset, all }: PageOptions,
  ask: (page: { limit?: number; offset?: number }) => Promise<Answer>,
): Promise<Answer> {
  if (!all) return withRows(await ask({ limit, offset }))
  const first = withRows(await ask({ limit: largestPage }))
  const rows = [...first.rows]
  for (let next = first.next_offset; next !== null; ) {
    const page: Answer = withRows(await ask({ limit: largestPage, offset: next }))
    rows.push(...page.rows)
    next = page.next_offset
  }
  return { ...first, rows, limit: rows.length, next_offset: null }
}

/** A page as the contract has it. @throws UNPROCESSABLE for an answer of something else than a Sigma backend */
function withRows<Row, Answer extends Page<Row>>(page: Answer): Answer {
  if (Array.isArray(page.rows)) return page
  throw new SigmaError('UNPROCESSABLE', 'the backend answered a list without rows', {
    next: 'see that --base-url names a Sigma backend',
  })
}
