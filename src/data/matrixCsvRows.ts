import type { FieldError } from '../core/errors.ts'
import { newYork } from './calendar.ts'
import type { CsvTable } from './csvTable.ts'
import type { RowTimes } from './matrixCsvTimes.ts'
import { WrittenTimes } from './writtenTimes.ts'

/** The table's columns in the order of time. */
export class Rows {
  readonly #table: CsvTable
  readonly #order: Int32Array | null

  constructor(table: CsvTable, { order }: RowTimes) {
    this.#table = table
    this.#order = order
  }

  numbers(name: string): Float64Array {
    const values = this.#table.numbers.get(name) ?? new Float64Array(this.#table.rows).fill(Number.NaN)
    const order = this.#order
    return order === null ? values : new Float64Array(values.length).map((_, place) => values[order[place]])
  }

  /** Times in milliseconds UTC; NaN is missing. */
  instants(name: string): Float64Array {
    const times = this.#table.times.get(name) ?? WrittenTimes.missing(this.#table.rows)
    return new Float64Array(this.#table.rows).map((_, row) =>
      times.instant(this.#order?.[row] ?? row, newYork),
    )
  }

  texts(name: string): string[] {
    const values = this.#table.texts.get(name) ?? []
    return this.#order === null ? values : Array.from(this.#order, (row) => values[row])
  }

  /** A fault in a column of a row. */
  fault(field: string, issue: string, row: number): FieldError {
    return this.#table.places.fault(field, issue, this.#order?.[row] ?? row)
  }
}
