import type { PredictAnswer } from '../../contract/types.ts'
import { count, duration, fixed, plural } from './format.ts'
import type { Output } from './output.ts'

/** How many scores stand on a screen when they are not written to a file. */
export const shownScores = 20
/** How many features stand beside a score. */
const shownFeatures = 3

type Cell = string | number | null

/** Scores in a table, with what moved each most where the answer has contributions. */
export function predictText(
  { model, rows, columns, scores, out, timings }: PredictAnswer,
  output: Output,
): string {
  const total = timings?.total_ms
  const rate =
    total === undefined
      ? ''
      : ` in ${duration(total)}${total > 0 ? ` (${count((1_000 * rows) / total)} rows/s)` : ''}`
  const lines = [`${plural(rows, 'row')} scored by ${model}${rate}`]
  if (out !== undefined) lines.push(`${columns.join(', ')} written to ${out}`)
  if (scores) {
    const added = columns.filter(isContribution)
    const [key, ...names] = columns
    const outside = names.filter((name) => name !== 'ticker' && !isContribution(name) && !isBias(name))
    const table = scores.slice(0, shownScores).map((line) => ({
      ...Object.fromEntries(columns.map((name, i) => [name, line[i]])),
      strongest: strongest(columns, line),
    }))
    const shown = outside.map((field) => ({ field, title: field, align: 'right' as const, show: scoreCell }))
    const why = { field: 'strongest', title: 'moved most by', clip: true }
    lines.push(
      output.table(table, [
        { field: key, title: key, align: 'right' },
        ...(names[0] === 'ticker' ? [{ field: 'ticker', title: 'ticker' }] : []),
        ...shown,
        ...(added.length > 0 ? [why] : []),
      ]),
    )
    if (rows > shownScores) lines.push(`the first ${shownScores}; all of them with --out FILE or --json`)
    if (added.length > 0)
      lines.push(
        'with the bias, contributions add up to the log odds before any calibration; all with --out FILE or --json',
      )
  }
  return lines.join('\n')
}

const isContribution = (column: string): boolean => column.startsWith('c_')
const isBias = (column: string): boolean => column === 'bias' || column.startsWith('bias:')

/** The features that add most to a row's score, or take most from it. */
function strongest(columns: readonly string[], line: readonly Cell[]): string {
  return columns
    .flatMap((name, i) => {
      const value = line[i]
      return isContribution(name) && typeof value === 'number' && value !== 0
        ? [{ name: name.slice(2), value }]
        : []
    })
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, shownFeatures)
    .map(({ name, value }) => `${name} ${value > 0 ? '+' : ''}${fixed(2)(value)}`)
    .join(', ')
}

const scoreCell = fixed(4)
