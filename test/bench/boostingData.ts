import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCsv } from '../../src/data/csvTable.ts'
import { makeRows, type Rows, type Shape } from './boostingGenerator.ts'

/** Rows to learn from, and others to tell how well that went. */
export interface DataSet {
  classes: number
  train: Rows
  test: Rows
}

/** A data set of the benchmark, made or read when it is its turn. */
export interface DataSource {
  /** As the table has it. */
  title: string
  classes: number
  /** Trainings of each engine and number of threads. */
  runs: number
  /** Whether an untimed training comes first, and the first one of a process is told apart. */
  small: boolean
  make(): DataSet
  /** The part to learn from alone. */
  makeTrain(): Rows
}

const folder = join('test', 'fixtures', 'golden', 'boosting')

export const dataSources: Readonly<Record<string, DataSource>> = {
  quant_binary: golden('quant_binary', 2),
  multi_3class: golden('multi_3class', 3),
  nan_binary: golden('nan_binary', 2),
  sp500_binary: golden('sp500_binary', 2),
  thousand: synthetic({ rows: 1_000, features: 36, classes: 3, seed: 11 }, 7, true),
  twenty_thousand: synthetic({ rows: 20_000, features: 36, classes: 3, seed: 12 }, 5, true),
  hundred_thousand: synthetic({ rows: 100_000, features: 60, classes: 2, seed: 13 }, 3, false),
  million: synthetic({ rows: 1_000_000, features: 60, classes: 2, seed: 14 }, 2, false),
}

/** Enough that the test loss is told to three digits. */
const leastTestRows = 20_000

function synthetic(shape: Shape, runs: number, small: boolean): DataSource {
  const { rows, features, classes } = shape
  return {
    title: `${rows.toLocaleString('en')} × ${features}, ${classes} classes`,
    classes,
    runs,
    small,
    make() {
      const testRows = Math.max(rows / 5, leastTestRows)
      const all = makeRows({ ...shape, rows: rows + testRows })
      return { classes, train: part(all, 0, rows), test: part(all, rows, rows + testRows) }
    },
    makeTrain: () => makeRows(shape),
  }
}

/** Views of some rows. */
function part({ columns, labels }: Rows, begin: number, end: number): Rows {
  return {
    columns: columns.map((column) => column.subarray(begin, end)),
    labels: labels.subarray(begin, end),
  }
}

function golden(name: string, classes: number): DataSource {
  const make = () => {
    const { columns, labels, split } = readGolden(name)
    const rowsOf = (wanted: string): Rows => {
      const rows = split.flatMap((value, row) => (value === wanted ? [row] : []))
      const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
      return { columns: columns.map(pick), labels: pick(labels) }
    }
    return { classes, train: rowsOf('train'), test: rowsOf('test') }
  }
  return { title: name, classes, runs: 7, small: true, make, makeTrain: () => make().train }
}

function readGolden(name: string): Rows & { split: string[] } {
  const file = openCsv(readFileSync(join(folder, `${name}.csv`)))
  const { numbers, texts } = file.read(
    file.names.map((column) => (column === 'split' ? 'text' : column === 'date' ? 'skip' : 'number')),
  )
  const labels = numbers.get('y')
  const split = texts.get('split')
  if (labels === undefined || split === undefined)
    throw new Error(`${name}.csv: expected columns y and split`)
  const features = [...numbers.keys()].filter((column) => column !== 'y')
  return { columns: features.flatMap((column) => numbers.get(column) ?? []), labels, split }
}
