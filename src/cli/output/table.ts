import Table from 'cli-table3'
import { csvCell } from '../../core/csvCell.ts'
import { invalidParam } from '../../core/errors.ts'
import { didYouMean } from '../../core/nearest.ts'
import type { Paint } from './paint.ts'

export type Row = Readonly<Record<string, unknown>>

export interface Column {
  /** Field of the row; dots reach inside (`metrics.sharpe`). */
  field: string
  /** Heading; the field's last part when absent. */
  title?: string
  align?: 'left' | 'right'
  /** A number's decimals, or how else a value is shown to people. */
  show?: (value: unknown, row: Row) => string
  /** Columns of higher rank leave first when the terminal is too narrow; 0 always stays. */
  rank?: number
  /** Longer text than there is room for is cut short, as long as a readable part of it stays. */
  clip?: boolean
}

/** Blanks between columns. */
const gap = 2

/** Signs that a clipped column keeps at least. */
const leastClipped = 24

interface RenderOptions {
  format: 'table' | 'tabs' | 'csv'
  /** Whether no cell of a CSV is to be a formula. */
  forSpreadsheet?: boolean
  width: number
  paint: Paint
  sort?: string
  /** Told the headings of the columns that a table had no room for. */
  onLeftOut?: (titles: string[]) => void
}

/** The columns that `--columns` names, in its order; an unknown one is told the valid ones. */
export function pickColumns(columns: Column[], { columns: wanted }: { columns?: string }): Column[] {
  if (wanted === undefined) return columns
  return wanted.split(',').map((name) => ({ ...findColumn(columns, name.trim(), '--columns'), rank: 0 }))
}

/** Rows as a table for people, or as tab- or comma-separated text for programs. */
export function renderTable(rows: readonly Row[], columns: Column[], options: RenderOptions): string {
  const sorted = options.sort === undefined ? rows : sortRows(rows, columns, options.sort)
  if (options.format === 'table') return boxTable(sorted, columns, options)
  const separator = options.format === 'csv' ? ',' : '\t'
  const quoted = (text: string): string =>
    options.format === 'csv' ? csvCell(text, options) : text.replaceAll(/[\t\n]/g, ' ')
  const lines = sorted.map((row) =>
    columns.map((column) => quoted(plain(fieldValue(row, column.field)))).join(separator),
  )
  // Off a terminal there is no heading to strip: a CSV has one, tab-separated lines do not.
  return (options.format === 'csv' ? [columns.map(titleOf).join(separator), ...lines] : lines).join('\n')
}

function boxTable(
  rows: readonly Row[],
  columns: Column[],
  { width, paint, onLeftOut }: RenderOptions,
): string {
  const cells = rows.map((row) => columns.map((column) => shown(column, row)))
  const full = columns.map((column, i) =>
    Math.max(
      titleOf(column).length,
      ...cells.map((line) => Math.max(...line[i].split('\n').map(visibleLength))),
    ),
  )
  const least = full.map((size, i) => (columns[i].clip ? Math.min(size, leastClipped) : size))
  const hasCells = (i: number): boolean => columns[i].rank === 0 || cells.some((line) => line[i] !== '')
  const fitted = fitting(columns, least, width)
  const kept = fitted.filter(hasCells)
  const leftOut = columns.filter((_, i) => hasCells(i) && !fitted.includes(i)).map(titleOf)
  if (leftOut.length > 0) onLeftOut?.(leftOut)
  const sizes = spreadOut(kept, { least, full, width })
  const table = new Table({
    head: kept.map((i) => paint.bold(titleOf(columns[i]))),
    colAligns: kept.map((i) => columns[i].align ?? 'left'),
    style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': gap },
    chars: plainBorders,
  })
  for (const line of cells)
    table.push(kept.map((i) => (columns[i].clip ? clipped(line[i], sizes[i]) : line[i])))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Two blanks between columns and nothing else: reads well and copies well. */
const plainBorders = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
)

/** Indexes of the columns that fit the width: the highest rank leaves first, the rightmost of equals before others. */
function fitting(columns: Column[], widths: number[], width: number): number[] {
  const kept = columns.map((_, i) => i)
  const used = (): number => kept.reduce((sum, i) => sum + widths[i] + gap, 0)
  while (used() > width) {
    const leaving = kept.reduce(
      (worst, i) => ((columns[i].rank ?? 1) >= (columns[worst].rank ?? 1) ? i : worst),
      kept[0],
    )
    if ((columns[leaving].rank ?? 1) === 0) break
    kept.splice(kept.indexOf(leaving), 1)
  }
  // A wide column that left late may have made room for narrow ones that left before it.
  const byRank = columns
    .map((_, i) => i)
    .sort((a, b) => (columns[a].rank ?? 1) - (columns[b].rank ?? 1) || a - b)
  for (const i of byRank) {
    if (!kept.includes(i) && used() + widths[i] + gap <= width) kept.push(i)
  }
  return kept.sort((a, b) => a - b)
}

/** Widths of the columns when the room that is left is given to those that could use it, from left to right. */
function spreadOut(
  kept: number[],
  { least, full, width }: { least: number[]; full: number[]; width: number },
): number[] {
  const sizes = [...least]
  let room = width - kept.reduce((sum, i) => sum + least[i] + gap, 0)
  for (const i of kept) {
    const more = Math.min(full[i] - least[i], Math.max(0, room))
    sizes[i] += more
    room -= more
  }
  return sizes
}

const clipped = (text: string, size: number): string =>
  text.length <= size ? text : `${text.slice(0, size - 1).trimEnd()}…`

function sortRows(rows: readonly Row[], columns: Column[], sort: string): Row[] {
  const descending = sort.startsWith('-')
  const { field } = findColumn(columns, descending ? sort.slice(1) : sort, '--sort')
  const sign = descending ? -1 : 1
  return [...rows].sort((a, b) => sign * compare(fieldValue(a, field), fieldValue(b, field)))
}

function compare(a: unknown, b: unknown): number {
  if (a == null || b == null) return Number(a == null) - Number(b == null)
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b))
}

function findColumn(columns: Column[], name: string, option: string): Column {
  const found = columns.find((column) => column.field === name || titleOf(column) === name)
  if (found) return found
  const names = columns.map(titleOf)
  throw invalidParam([
    { field: option, issue: `no column "${name}"${didYouMean(name, names)}; there are ${names.join(', ')}` },
  ])
}

const titleOf = (column: Column): string => column.title ?? column.field.split('.').at(-1) ?? column.field

function fieldValue(row: Row, field: string): unknown {
  let value: unknown = row
  for (const part of field.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Row)[part]
  }
  return value
}

function shown(column: Column, row: Row): string {
  const value = fieldValue(row, column.field)
  if (column.show) return column.show(value, row)
  return plain(value)
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(plain).join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes start with ESC
const colourCode = /\u001B\[\d+m/g
const visibleLength = (text: string): number => text.replaceAll(colourCode, '').length
