import type { BacktestDetail } from '../../contract/types.ts'
import { type ComparedField, type Comparison, changedFields } from '../compareRuns.ts'
import { configText } from './backtestText.ts'
import { count, day, fixed, percent } from './format.ts'
import { verdictWord } from './gate.ts'
import type { Output } from './output.ts'
import type { Column } from './table.ts'

/** Runs side by side: the figures, then what was done differently. */
export function compareText(runs: readonly BacktestDetail[], comparison: Comparison, output: Output): string {
  const sections = [
    heading(runs, output),
    figures(runs, comparison, output),
    changes('configuration', comparison.config, runs, output),
    changes('lineage', comparison.lineage, runs, output),
    ...remarks(comparison),
  ]
  return sections.join('\n\n')
}

/** Runs go by letters: their ids are long. */
const letter = (place: number): string => String.fromCharCode(65 + place)

function heading(runs: readonly BacktestDetail[], { paint }: Output): string {
  return runs
    .map(
      (run, place) =>
        `${paint.bold(letter(place))}  ${run.run_id}  ${run.model_id}, ${configText(run.config)}, ${day(run.created_at)}: gate ${verdictWord(run.gate, paint)}`,
    )
    .join('\n')
}

const shown: [field: string, title: string, show: (value: unknown) => string][] = [
  ['sharpe', 'Sharpe a year', fixed(2)],
  ['sortino', 'Sortino a year', fixed(2)],
  ['cum_return', 'return in all', percent],
  ['cagr', 'return a year', percent],
  ['max_dd', 'deepest drawdown', percent],
  ['calmar', 'Calmar', fixed(2)],
  ['win_rate', 'winning trades', percent],
  ['trades', 'trades', count],
  ['exposure', 'time in the market', percent],
  ['turnover', 'turnover a day', fixed(2)],
  ['sessions', 'sessions', count],
  ['psr', 'PSR', fixed(2)],
  ['dsr', 'DSR', fixed(2)],
  ['trials', 'trials', count],
]

function figures(
  runs: readonly BacktestDetail[],
  { metrics, statistics }: Comparison,
  output: Output,
): string {
  const known = new Map([...statistics, ...metrics].map((field) => [field.field, field]))
  const rows = shown.map(([field, title, show]) => rowOf(title, known.get(field)?.values ?? [], show))
  return output.table(rows, columnsOf(runs, 'net, out of sample'))
}

function changes(
  title: string,
  fields: readonly ComparedField[],
  runs: readonly BacktestDetail[],
  output: Output,
): string {
  const differing = fields.filter(({ differs }) => differs)
  if (differing.length === 0) return `${title}: the same`
  const rows = differing.map(({ field, values }) => rowOf(field, values, cell))
  const same = fields.length - differing.length
  return `${output.table(rows, columnsOf(runs, title))}\n${count(same)} other fields are the same`
}

function rowOf(
  name: string,
  values: readonly unknown[],
  show: (value: unknown) => string,
): Record<string, string> {
  return { name, ...Object.fromEntries(values.map((value, place) => [letter(place), show(value)])) }
}

function columnsOf(runs: readonly BacktestDetail[], title: string): Column[] {
  return [
    { field: 'name', title, rank: 0 },
    ...runs.map(
      (_, place): Column => ({ field: letter(place), title: letter(place), align: 'right', rank: 0 }),
    ),
  ]
}

/** A value in a cell; of a hash the start tells it from others. */
function cell(value: unknown): string {
  if (value === null) return '-'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /^[0-9a-f]{40,}$/.test(text) ? text.slice(0, 12) : text
}

/** What makes figures of several runs hard to compare. */
function remarks({ lineage, metrics }: Comparison): string[] {
  const changed = changedFields(lineage)
  const sessions = changedFields(metrics).includes('sessions')
  return [
    ...(changed.includes('matrix_sha')
      ? ['The runs are on different data: their figures are not of the same time and features.']
      : []),
    ...(sessions ? ['The runs have different numbers of sessions: longer ones say more.'] : []),
  ]
}
