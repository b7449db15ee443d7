import type { ColumnRun, ColumnRuns, StoredValues } from '../core/matrix/columnRuns.ts'
import type { Column } from '../core/matrix/matrix.ts'
import { valuesAt } from '../core/matrix/spreadRows.ts'
import type { FeatureShelf } from '../core/matrix/universe.ts'
import { fileColumn, wholeColumn } from '../jobs/fileColumn.ts'
import { isLarge, leftColumn } from './largeMatrix.ts'
import type { MatrixPlan } from './matrixPlan.ts'
import type { Parts } from './parts.ts'
import { openScratchColumns } from './scratchColumns.ts'

/** A shelf that is a local file: the columns of one ticker after those of another, as they are in memory. */
interface FileShelf extends FeatureShelf {
  /** Removes the file; its columns can't be read then. */
  close(): Promise<void>
}

/** Columns that an indicator has, roughly: how many there will be is known only when they are there. */
const columnsOfIndicator = 1.5

/** A shelf for the features of a plan of several tickers; undefined where they fit into memory. */
export async function shelfFor(
  parts: Parts,
  { instruments, indicators }: Pick<MatrixPlan, 'instruments' | 'indicators'>,
): Promise<FileShelf | undefined> {
  if (instruments.length === 1) return undefined
  const bars = instruments.reduce((total, one) => total + one.bars.ts.length, 0)
  if (!isLarge(parts, bars, columnsOfIndicator * indicators.length)) return undefined
  return openShelf(parts)
}

/** @throws UNAVAILABLE, here and while features are put there, for a disk that is full or can't be written */
async function openShelf(parts: Parts): Promise<FileShelf> {
  const scratch = await openScratchColumns(parts)
  const runs: ColumnRun[][] = []
  const names: string[] = []
  let rows = 0
  return {
    put(features) {
      rows += features[0]?.values.length ?? 0
      return features.map(({ name, values }, column) => {
        const run = scratch.append(values)
        names[column] = name
        runs[column] ??= []
        runs[column].push(run)
        return leftColumn(name, { rows: run.count, runs: [run] })
      })
    },
    joined(place) {
      const order = orderOfPlaces(place)
      return names.map((name, column) => joinedColumn(name, { rows, runs: runs[column] }, place, order))
    },
    close: scratch.close,
  }
}

function joinedColumn(
  name: string,
  runs: ColumnRuns,
  place: Int32Array,
  orderOf: ReturnType<typeof orderOfPlaces>,
): Column {
  const laid = fileColumn(runs)
  const stored: StoredValues = {
    length: place.length,
    at(rows) {
      const { places, ofRow } = orderOf(rows)
      return valuesAt(laid.at(places), ofRow)
    },
  }
  return {
    name,
    stored,
    get values() {
      return valuesAt(wholeColumn(runs), place)
    },
  }
}

/** Of some rows the places in rising order, as they are read, and of each row which of these is its place. */
function orderOfPlaces(place: Int32Array): (rows: Int32Array) => { places: Int32Array; ofRow: Int32Array } {
  const known = new Map<string, { places: Int32Array; ofRow: Int32Array }>()
  return (rows) => {
    const isRange = rows.length > 0 && rows[rows.length - 1] - rows[0] === rows.length - 1
    // The same range is asked for of one column after the other.
    const key = isRange ? `${rows[0]}+${rows.length}` : ''
    const found = known.get(key)
    if (found) return found
    const own = rows.map((row) => place[row])
    const order = Int32Array.from(own, (_, row) => row).sort((a, b) => own[a] - own[b])
    const ofRow = new Int32Array(rows.length)
    order.forEach((row, rank) => {
      ofRow[row] = rank
    })
    const ordered = { places: order.map((row) => own[row]), ofRow }
    known.clear()
    if (isRange) known.set(key, ordered)
    return ordered
  }
}
