import { setImmediate as nextTurn } from 'node:timers/promises'
import { contributionColumns, contributionNames, type ModelFile, scoreNames, scoreRows } from './modelFile.ts'

/** A time or a row number, or a score; null where a score is not finite. */
export type Cell = string | number | null

/** What tells rows apart: `ts`, or `row` counted from 0; beside it the `ticker` where there are several. */
export interface RowKey {
  names: readonly string[]
  rows: number
  at(row: number): (string | number)[]
}

/** Rows scored in one go: little memory, and a few milliseconds, whatever the number of rows. */
const blockRows = 4_096

/** The scores of rows by a model, made a block at a time, so that they take no memory of their own. */
export class ScoreTable {
  readonly header: string[]
  /** Time that went into scoring so far. */
  scoringMs = 0
  readonly #model: ModelFile
  readonly #key: RowKey
  readonly #columns: Float64Array[]
  readonly #features: readonly string[] | null
  readonly #signal: AbortSignal

  /**
   * @param columns those of `inputFeatures` of the model
   * @param options.features the names of the columns, where what each adds to a score is asked for; else null
   */
  constructor(
    model: ModelFile,
    key: RowKey,
    columns: Float64Array[],
    { features, signal }: { features: readonly string[] | null; signal: AbortSignal },
  ) {
    const explained = features === null ? [] : contributionNames(model, features)
    this.header = [...key.names, ...scoreNames(model), ...explained]
    this.#features = features
    this.#model = model
    this.#key = key
    this.#columns = columns
    this.#signal = signal
  }

  /** The first rows in the order of the header; all without a limit. */
  async rows(limit = Number.POSITIVE_INFINITY): Promise<Cell[][]> {
    const rows: Cell[][] = []
    for await (const block of this.#blocks()) {
      for (const row of block) {
        if (rows.length === limit) break
        rows.push(row)
      }
    }
    return rows
  }

  /** All rows as CSV, in pieces. */
  async *csv(): AsyncGenerator<string> {
    yield `${this.header.map(csvText).join(',')}\n`
    for await (const block of this.#blocks()) {
      yield `${block.map((row) => row.map(cellText).join(',')).join('\n')}\n`
    }
  }

  async *#blocks(): AsyncGenerator<Cell[][]> {
    const { rows, at } = this.#key
    for (let from = 0; from < rows; from += blockRows) {
      this.#signal.throwIfAborted()
      const started = performance.now()
      const columns = this.#columns.map((column) => column.subarray(from, from + blockRows))
      const scores = scoreRows(this.#model, columns)
      if (this.#features !== null) scores.push(...contributionColumns(this.#model, columns))
      this.scoringMs += performance.now() - started
      const count = Math.min(blockRows, rows - from)
      yield Array.from({ length: count }, (_, row) => [
        ...at(from + row),
        ...scores.map((column) => finite(column[row])),
      ])
      await nextTurn()
    }
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** A ticker is text of the file. */
const cellText = (value: Cell): string | number =>
  typeof value === 'string' ? csvText(value) : (value ?? '')

/** A class name may hold a comma, a quote or a line break. */
const csvText = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
