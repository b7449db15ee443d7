import { invalidParam, SigmaError } from '../errors.ts'
import { binaryTarget, classBand, classify, classNames } from '../labels/index.ts'
import type { Matrix } from '../matrix/matrix.ts'
import type { ClassTarget } from './config.ts'

/** Classes of every matrix row, as one fold sees them. */
export interface ClassLabels {
  /** Class names by number: DOWN, UP, or DOWN, FLAT, UP, or those of a foreign file. */
  names: readonly string[]
  /** Class number per matrix row; NaN where the label is not known. */
  ofRow: Float64Array
  /** Returns within ± this are FLAT; null where there is no FLAT class. */
  band: number | null
  /** Number of the class that says that the price rises; null when none does. */
  up: number | null
  /** Number of the class that says that the price falls; null when none does. */
  down: number | null
  /** Where the classes say whether an event comes about: the side of each matrix row that earns when it does. */
  side?: Float64Array
}

const twoClasses = ['DOWN', 'UP'] as const
const eventClasses = ['0', '1'] as const

/**
 * Classes of all rows. What has to be learned for them (the width of a band) comes from `trainRows` alone.
 * An event is its own class, 1 or 0, whatever the target says.
 * Classes of a foreign file keep their names and stand in rising order: of numbers when all of them are, else of text.
 *
 * @param trainRows rows of the fold's training part; their labels end inside it
 */
export function labelClasses(matrix: Matrix, target: ClassTarget, trainRows: Int32Array): ClassLabels {
  if (matrix.target !== null) return foreignClasses(matrix.target)
  const { retFwd, event } = matrix
  if (event !== null)
    return { names: eventClasses, ofRow: event.y, band: null, up: null, down: null, side: event.side }
  if (target.kind === 'sign')
    return { names: twoClasses, ofRow: binaryTarget(retFwd), band: null, up: 1, down: 0 }
  const band = classBand(
    Float64Array.from(trainRows, (row) => retFwd[row]),
    target,
  )
  const ofRow = Float64Array.from(classify(retFwd, band), (name) =>
    name === null ? Number.NaN : classNames.indexOf(name),
  )
  return { names: classNames, ofRow, band, up: classNames.indexOf('UP'), down: classNames.indexOf('DOWN') }
}

type Direction = 'UP' | 'DOWN' | 'FLAT' | 'ZERO'

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
])

function direction(name: string): Direction | undefined {
  const word = WORDS.get(name.trim().toUpperCase())
  if (word !== undefined) return word
  const value = numberOf(name)
  return value === 1 ? 'UP' : value === -1 ? 'DOWN' : value === 0 ? 'ZERO' : undefined
}

/** Whether every class of a foreign target says where the price goes, so that it can be traded. */
export function namesDirections(target: readonly string[]): boolean {
  const { up, down } = directionsOf(classesOf(target).names)
  return up !== null || down !== null
}

/**
 * The classes of a trained model, by their names: what follows from them for rows that it scores.
 *
 * @param event of the matrix that is scored; its side is that of each of its rows
 */
export function classesOfModel(
  names: readonly string[],
  event: Matrix['event'],
): Omit<ClassLabels, 'ofRow' | 'band'> {
  return event === null
    ? { names, ...directionsOf(names) }
    : { names, up: null, down: null, side: event.side }
}

/** @throws INVALID_PARAM when the classes name no directions, so that no position follows from them */
export function requireDirections({ names, up, down, side }: Omit<ClassLabels, 'ofRow' | 'band'>): void {
  if (side !== undefined || up !== null || down !== null) return
  const listed = names.slice(0, 5).join(', ')
  throw invalidParam(
    [
      {
        field: 'target',
        issue: `a backtest needs classes that say where the price goes: UP, DOWN and FLAT, or 1, 0 and -1; got ${listed}`,
      },
    ],
    {
      next: 'rename the classes of the target column, choose a column of returns, or train without a backtest',
    },
  )
}

function foreignClasses(target: readonly string[]): ClassLabels {
  const { names, numberOfText } = classesOf(target)
  const ofRow = Float64Array.from(target, (text) => numberOfText.get(text) ?? Number.NaN)
  return { names, ofRow, band: null, ...directionsOf(names) }
}

/** The classes in rising order. Numbers that are equal (1 and 1.0) are one class, by its first spelling. */
function classesOf(target: readonly string[]): { names: string[]; numberOfText: Map<string, number> } {
  const texts = [...new Set(target)].filter((text) => text !== '')
  const areNumbers = texts.every((text) => numberOf(text) !== undefined)
  const keyOf = (text: string) => (areNumbers ? String(Number(text)) : text)
  const spelling = new Map<string, string>()
  for (const text of texts) if (!spelling.has(keyOf(text))) spelling.set(keyOf(text), text)
  const keys = [...spelling.keys()]
  if (areNumbers) keys.sort((a, b) => Number(a) - Number(b))
  else keys.sort()
  return {
    names: keys.map((key) => spelling.get(key) ?? key),
    numberOfText: new Map(texts.map((text) => [text, keys.indexOf(keyOf(text))])),
  }
}

function numberOf(text: string): number | undefined {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}

/**
 * Which class is up and which is down, when every class names a direction and no two the same. 0 is FLAT beside a
 * class that is down, and otherwise the opposite of 1.
 */
function directionsOf(names: readonly string[]): { up: number | null; down: number | null } {
  const none = { up: null, down: null }
  const found = names.map(direction)
  const zero: Direction = found.includes('DOWN') ? 'FLAT' : 'DOWN'
  const directions = found.map((one) => (one === 'ZERO' ? zero : one))
  if (directions.includes(undefined) || new Set(directions).size < directions.length) return none
  const place = (one: 'UP' | 'DOWN') => (directions.includes(one) ? directions.indexOf(one) : null)
  return { up: place('UP'), down: place('DOWN') }
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
