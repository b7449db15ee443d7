/** Where a recursion stood, and what it had made of the rows just before. */
export interface Recursion {
  /** All that the rows to come need of those gone by. */
  state: readonly number[]
  /** The last rows of each series, for windows that reach back over them. */
  tails: readonly Float64Array[]
}

/**
 * Where the bars at hand lie in the whole series, so that a build can go on from an earlier one and come to the same
 * numbers, bit by bit.
 */
export interface History {
  /** Bars before the first one at hand. Windows are cut into blocks from the first bar of all. */
  offset: number
  /** First row that is new; those before it are only looked back at. 0 when nothing was computed before. */
  from: number
  /** Where each recursion stood before row `from`, by its key. */
  before: ReadonlyMap<string, Recursion>
  /** What the next build can go on from: recursions as they stand before row `at`; null where none will. */
  keep: { at: number; reach: number; recursions: Map<string, Recursion> } | null
}

/** Everything is new, and nothing is kept. */
export const wholeHistory: History = { offset: 0, from: 0, before: new Map(), keep: null }

/**
 * Fills rows `from` to `to` (exclusive) of the columns, from the state as it was before row `from`; updates the state.
 * A function of its module and no closure: the engine throws the machine code of a closure away with the closure.
 */
export type RecursionStep<Inputs> = (
  inputs: Inputs,
  state: Float64Array,
  from: number,
  to: number,
  columns: Float64Array[],
) => void

/**
 * Rows that a step is called for at once. A function that is called often is compiled as a whole; one long call is
 * compiled half-way through its loop, and then keeps every running number on the heap.
 */
const stretch = 512

/**
 * Runs a recursion over the rows at hand: from the beginning, or from where an earlier build left it. With `keep` it
 * stops on the way to note where it stands.
 */
export function runRecursion<Inputs>(
  key: string,
  { initial, columns, step, inputs }: RecursionRun<Inputs>,
  { from, before, keep }: History,
): void {
  const rows = columns[0].length
  const earlier = before.get(key)
  if (from > 0 && earlier === undefined) throw new Error(`nothing to go on from for ${key}`)
  const state = Float64Array.from(earlier?.state ?? initial)
  for (const [i, column] of columns.entries()) {
    column.fill(Number.NaN, 0, from)
    const tail = earlier?.tails[i]
    if (tail) column.set(tail.subarray(Math.max(0, tail.length - from)), Math.max(0, from - tail.length))
  }
  const run = (start: number, end: number): void => {
    for (let row = start; row < end; row += stretch) {
      step(inputs, state, row, Math.min(row + stretch, end), columns)
    }
  }
  if (keep === null) {
    run(from, rows)
    return
  }
  const at = Math.max(from, keep.at)
  run(from, at)
  const tails = columns.map((column) => column.slice(Math.max(0, at - keep.reach), at))
  keep.recursions.set(key, { state: [...state], tails })
  run(at, rows)
}

interface RecursionRun<Inputs> {
  initial: readonly number[]
  columns: Float64Array[]
  step: RecursionStep<Inputs>
  inputs: Inputs
}
