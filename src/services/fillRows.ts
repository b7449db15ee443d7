import { type FillColumn, fillColumns } from '../contract/fillColumns.ts'
import { type FieldError, invalidParam } from '../core/errors.ts'
import { isFormula } from '../core/formulaCell.ts'
import { riskProfiles } from '../core/gate/riskBudget.ts'
import { didYouMean } from '../core/nearest.ts'
import { notANumber, openCsv, quotedNumber } from '../data/csvTable.ts'
import { type ParsedTime, parseTime } from '../data/parseTime.ts'
import type { Places } from '../data/places.ts'
import { notATime } from '../data/timeColumn.ts'

const required: readonly FillColumn[] = ['ts', 'model_id', 'ticker', 'side', 'status']
const sides = ['long', 'short'] as const
const statuses = ['pending', 'filled', 'canceled', 'error'] as const

/** What somebody says became of a signal; null where they say nothing. Each cell is well-formed by itself. */
export interface Fill {
  /** The faults of this row, by its column. */
  fault(column: FillColumn, issue: string): FieldError
  /** Where it stands, as a user is told. */
  name: string
  time: ParsedTime
  modelId: string
  riskProfile: string | null
  ticker: string
  side: (typeof sides)[number]
  entryRefPx: number | null
  fillPx: number | null
  slippage: number | null
  status: (typeof statuses)[number]
  rr: number | null
  pnl: number | null
  tag: string | null
  exitPx: number | null
  stopPx: number | null
  signalId: string | null
}

/** A row before its cells are looked at. */
interface Raw {
  cells: Partial<Record<FillColumn, string | number | null | undefined>>
  fault: Fill['fault']
  name: string
}

const listedFaults = 20
const longestText = 200

/** @throws INVALID_PARAM naming line and column of each fault, the first 20 together */
export function readFillsCsv(bytes: Uint8Array): Fill[] {
  const file = openCsv(bytes)
  const faults: FieldError[] = [
    ...required
      .filter((column) => !file.names.includes(column))
      .map((column) => ({ field: column, issue: `the file has no column ${column}`, line: 1 })),
    ...file.names
      .filter((name) => !fillColumns.some((column) => column === name))
      .map((name) => ({
        field: name,
        issue: `there is no such column${didYouMean(name, fillColumns)}`,
        line: 1,
      })),
  ]
  if (faults.length > 0) {
    throw invalidParam(faults.slice(0, listedFaults), { next: `the columns are ${fillColumns.join(',')}` })
  }
  const { rows, texts, places } = file.read(file.names.map(() => 'text'))
  const raws = Array.from({ length: rows }, (_, row): Raw => {
    const cells = fillColumns.map((column) => [column, texts.get(column)?.[row]])
    return { cells: Object.fromEntries(cells), ...placeOf(places, row) }
  })
  return wellFormed(raws)
}

function placeOf(places: Places, row: number): Pick<Raw, 'fault' | 'name'> {
  return { fault: (column, issue) => places.fault(column, issue, row), name: places.name(row) }
}

/** Rows as a request has them. @throws INVALID_PARAM naming each faulty field, the first 20 together */
export function readFillRows(rows: readonly Raw['cells'][]): Fill[] {
  return wellFormed(
    rows.map((cells, row) => ({
      cells,
      name: `rows[${row}]`,
      fault: (column, issue) => ({ field: `rows[${row}].${column}`, issue }),
    })),
  )
}

function wellFormed(raws: readonly Raw[]): Fill[] {
  const faults: FieldError[] = []
  const fills: Fill[] = []
  for (const raw of raws) {
    const fill = readFill(raw, faults)
    if (fill) fills.push(fill)
    if (faults.length >= listedFaults) break
  }
  if (faults.length > 0) throw invalidParam(faults.slice(0, listedFaults))
  return fills
}

function readFill({ cells, fault, name }: Raw, faults: FieldError[]): Fill | undefined {
  const before = faults.length
  const wrong = (column: FillColumn, issue: string): void => void faults.push(fault(column, issue))

  const text = (column: FillColumn): string | null => {
    const value = String(cells[column] ?? '').trim()
    if (value.length > longestText) wrong(column, `expected ${longestText} characters at most`)
    else if (isFormula(value)) wrong(column, `expected text, got the formula "${value.slice(0, 40)}"`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    else if (/[\u0000-\u001f\u007f]/.test(value)) wrong(column, 'expected text without control characters')
    else return value === '' ? null : value
    return null
  }
  const given = (column: FillColumn): string => {
    const faulty = faults.length
    const value = text(column)
    if (value === null && faults.length === faulty) wrong(column, 'is missing')
    return value ?? ''
  }
  const oneOf = <Value extends string>(
    column: FillColumn,
    known: readonly Value[],
    value: string,
  ): Value | undefined => {
    const found = known.find((one) => one === value.toLowerCase())
    if (found === undefined && value !== '')
      wrong(column, `expected ${known.join(', ')}, got "${value.slice(0, 40)}"`)
    return found
  }
  const number = (column: FillColumn): number | null => {
    const cell = cells[column] ?? ''
    if (typeof cell === 'number') return cell
    const value = quotedNumber(cell)
    if (value === undefined && cell.trim() !== '') wrong(column, notANumber(cell))
    return value ?? null
  }
  const price = (column: FillColumn): number | null => {
    const value = number(column)
    if (value !== null && !(value > 0)) wrong(column, `expected a price above 0, got ${value}`)
    return value
  }

  const written = given('ts')
  const time = parseTime(written)
  if (time === undefined && written !== '') wrong('ts', notATime(written))
  const side = oneOf('side', sides, given('side'))
  const status = oneOf('status', statuses, given('status'))
  const profile = oneOf('risk_profile', riskProfiles, text('risk_profile') ?? '')
  const slippage = number('slippage')
  if (slippage !== null && slippage < 0) wrong('slippage', `expected 0 or more, got ${slippage}`)
  const cellsOfFill = {
    modelId: given('model_id'),
    riskProfile: profile ?? null,
    ticker: given('ticker'),
    entryRefPx: price('entry_ref_px'),
    fillPx: price('fill_px'),
    slippage,
    rr: number('rr'),
    pnl: number('pnl'),
    tag: text('tag'),
    exitPx: price('exit_px'),
    stopPx: price('stop_px'),
    signalId: text('signal_id'),
  }
  if (status === 'filled' && cellsOfFill.fillPx === null) wrong('fill_px', 'is missing: it was filled')
  if (status !== undefined && status !== 'filled') {
    const { fillPx, exitPx, rr, pnl } = cellsOfFill
    const results: Partial<Record<FillColumn, number | null>> = {
      ...{ fill_px: fillPx, exit_px: exitPx },
      ...{ slippage, rr, pnl },
    }
    for (const column of fillColumns) {
      if ((results[column] ?? null) !== null)
        wrong(column, `expected none: what is ${status} has not been filled`)
    }
  }
  if (time === undefined || side === undefined || status === undefined || faults.length > before)
    return undefined
  return { fault, name, time, side, status, ...cellsOfFill }
}
