import { dialectOf } from '../../store/database.ts'
import { type Row, readOnly } from '../../store/readOnly.ts'
import type { ToolContext } from '../tool.ts'
import { bind } from './bind.ts'
import { loadTemplate } from './load.ts'
import type { Template } from './template.ts'

/** How long a question may take. */
const TIMEOUT_MS = 2_000

/**
 * Asks the database a question that is written down as a template: the only way in which tools do.
 *
 * @returns its rows, with documents and flags as JSON has them
 * @throws INVALID_PARAM for values that are not as the template declares them, TIMEOUT when it takes too long
 */
export async function askTemplate(
  { parts: { db }, signal }: ToolContext,
  name: string,
  given: Readonly<Record<string, unknown>>,
): Promise<Row[]> {
  const engine = dialectOf(db)
  const template = await loadTemplate(name, engine)
  const question = { ...bind(template, engine, given), mostRows: template.mostRows }
  const rows = await readOnly(db, question, { timeoutMs: TIMEOUT_MS, signal })
  return rows.map((row) => decoded(row, template))
}

function decoded(row: Row, { documents, flags }: Template): Row {
  const values: Row = { ...row }
  for (const column of documents) {
    const text = values[column]
    values[column] = typeof text === 'string' ? JSON.parse(text) : null
  }
  for (const column of flags) values[column] = values[column] === null ? null : values[column] === 1
  return values
}
