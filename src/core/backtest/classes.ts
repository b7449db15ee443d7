import { invalidParam, SigmaError } from '../errors.ts'
import { binaryTarget, classBand, classify, classNames } from '../labels/index.ts'
import type { Matrix } from '../matrix/matrix.ts'
import type { ClassTarget } from './config.ts'

/** Classes of every matrix row, as one fold sees them. */
export interface ClassLabels {
  /** Class names by number: DOWN, UP, or DOWN, FLAT, UP. */
  names: readonly string[]
  /** Class number per matrix row; NaN where the label is not known. */
  ofRow: Float64Array
  /** Returns within ± this are FLAT; null where there is no FLAT class. */
  band: number | null
}

const twoClasses = ['DOWN', 'UP'] as const

/**
 * Classes of all rows. What has to be learned for them (the width of a band) comes from `trainRows` alone.
 *
 * @param trainRows rows of the fold's training part; their labels end inside it
 * @throws INVALID_PARAM when a foreign target has classes that name no direction
 */
export function labelClasses(matrix: Matrix, target: ClassTarget, trainRows: Int32Array): ClassLabels {
  if (matrix.target !== null) return foreignClasses(matrix.target)
  const { retFwd } = matrix
  if (target.kind === 'sign') return { names: twoClasses, ofRow: binaryTarget(retFwd), band: null }
  const band = classBand(
    Float64Array.from(trainRows, (row) => retFwd[row]),
    target,
  )
  const ofRow = Float64Array.from(classify(retFwd, band), (name) =>
    name === null ? Number.NaN : classNames.indexOf(name),
  )
  return { names: classNames, ofRow, band }
}

type Direction = 'UP' | 'DOWN' | 'FLAT' | 'ZERO' | 'MISSING'

const WORDS: ReadonlyMap<string, Direction> = new Map([
  ['UP', 'UP'],
  ['LONG', 'UP'],
  ['BUY', 'UP'],
  ['TRUE', 'UP'],
  ['DOWN', 'DOWN'],
  ['SHORT', 'DOWN'],
  ['SELL', 'DOWN'],
  ['FLAT', 'FLAT'],
  ['NEUTRAL', 'FLAT'],
  ['HOLD', 'FLAT'],
  ['FALSE', 'ZERO'],
  ['', 'MISSING'],
  ['NAN', 'MISSING'],
])

/** 1, 0 and -1 count as directions too: 0 is FLAT beside a -1, and otherwise the opposite of 1. */
function direction(text: string): Direction | undefined {
  const word = WORDS.get(text.trim().toUpperCase())
  if (word !== undefined) return word
  const value = Number(text)
  return value === 1 ? 'UP' : value === -1 ? 'DOWN' : value === 0 ? 'ZERO' : undefined
}

function foreignClasses(target: readonly string[]): ClassLabels {
  const directions = target.map(direction)
  const unknown = target.filter((_, row) => directions[row] === undefined)
  if (unknown.length > 0) {
    const examples = [...new Set(unknown)].slice(0, 5).join(', ')
    throw invalidParam(
      [{ field: 'target', issue: `expected UP, DOWN and FLAT, or 1, 0 and -1, got ${examples}` }],
      { next: 'rename the classes of the target column, or choose a column of returns' },
    )
  }
  const present = new Set(directions)
  const three = present.has('FLAT') || (present.has('ZERO') && present.has('DOWN'))
  const numbers: Record<Direction, number> = three
    ? { DOWN: 0, FLAT: 1, ZERO: 1, UP: 2, MISSING: Number.NaN }
    : { DOWN: 0, FLAT: 0, ZERO: 0, UP: 1, MISSING: Number.NaN }
  const ofRow = Float64Array.from(directions, (one) => (one === undefined ? Number.NaN : numbers[one]))
  return { names: three ? classNames : twoClasses, ofRow, band: null }
}

/** @throws UNPROCESSABLE when the rows hold fewer than two classes: there is nothing to tell apart */
export function requireTwoClasses({ names, ofRow }: ClassLabels, rows: Int32Array, where: string): void {
  const present = new Set<number>()
  for (const row of rows) present.add(ofRow[row])
  if (present.size >= 2) return
  const [only] = present
  const found = only === undefined ? 'no labelled row' : `only the class ${names[only]} (${rows.length} rows)`
  throw new SigmaError('UNPROCESSABLE', `${where} has ${found}; a classifier needs at least two classes`, {
    next: 'use a longer window, fewer splits or a narrower band',
    details: { rows: rows.length },
  })
}
