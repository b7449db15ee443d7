import fc from 'fast-check'
import { SigmaError } from '../../../src/core/errors.ts'

/** 0, 1, 2, … plus an offset: decision times, or label ends of a fixed horizon. */
export const rowNumbers = (count: number, offset = 0): Float64Array =>
  Float64Array.from({ length: count }, (_, row) => row + offset)

/** Folds as plain arrays, to compare. */
export const sets = (folds: readonly { train: Int32Array; test: Int32Array }[]) =>
  folds.map(({ train, test }) => ({ train: [...train], test: [...test] }))

/** Rows in time order, some sharing a time, with labels of various lengths, some of them unknown. */
export const labelledRows = fc
  .array(
    fc.record({
      step: fc.integer({ min: 0, max: 3 }),
      length: fc.oneof(
        { weight: 9, arbitrary: fc.integer({ min: 0, max: 6 }) },
        { weight: 1, arbitrary: fc.constant(Number.NaN) },
      ),
    }),
    { minLength: 20, maxLength: 120 },
  )
  .map((rows) => {
    let time = 0
    const times = Float64Array.from(rows, ({ step }) => (time += step))
    return { times, labelEnds: times.map((start, row) => start + rows[row].length) }
  })

/** Folds, or none where the data is refused as too short. */
export function feasible<T>(make: () => T[]): T[] {
  try {
    return make()
  } catch (error) {
    if (error instanceof SigmaError && error.code === 'UNPROCESSABLE') return []
    throw error
  }
}

/** The SigmaError that a call ends with. */
export function failure(run: () => unknown): SigmaError {
  try {
    run()
  } catch (error) {
    if (error instanceof SigmaError) return error
    throw error
  }
  throw new Error('Expected a SigmaError, and nothing was thrown')
}

/** Whether the decision-to-label spans of two rows share a moment. */
export function overlap(times: Float64Array, labelEnds: Float64Array, a: number, b: number): boolean {
  const end = (row: number) => (Number.isNaN(labelEnds[row]) ? times[row] : labelEnds[row])
  return times[a] <= end(b) && times[b] <= end(a)
}
