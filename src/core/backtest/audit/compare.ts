import type { Matrix } from '../../matrix/matrix.ts'

type Figure = number | string | null

/** Something that is not the same when later data is taken away. */
export interface AuditDifference {
  fold: number
  /** Row of the matrix at which it was decided: of a training part, the first one of its test block. */
  row: number
  /** Decision time of the row, milliseconds UTC. */
  ts: number
  /** What differs, in words: `feature rsi_14`, `score up`, `position`. */
  what: string
  /** With all data at hand, and with what was known; a number or text, null is missing. */
  used: number | string | null
  recomputed: number | string | null
}

/** Gathers what differs at one decision. Values are compared exactly; both missing is equal. */
export function comparison({ ts }: Pick<Matrix, 'ts'>, fold: number, row: number) {
  const found: AuditDifference[] = []
  const value = (what: string, used: Figure, recomputed: Figure): void => {
    if (Object.is(used, recomputed) || used === recomputed) return
    found.push({ fold, row, ts: ts[row], what, used: shown(used), recomputed: shown(recomputed) })
  }
  /** The first of the rows at which two columns differ. */
  const first = (
    what: string,
    used: (at: number) => Figure,
    recomputed: (at: number) => Figure,
    rows: Int32Array,
  ) => {
    const place = rows.findIndex((at) => used(at) !== recomputed(at) && !Object.is(used(at), recomputed(at)))
    if (place < 0) return
    const at = rows[place]
    value(at === row ? what : `${what} of the training row ${at}`, used(at), recomputed(at))
  }
  return {
    found,
    value,
    names: first,
    rows(what: string, used: Float64Array, recomputed: Float64Array, rows: Int32Array) {
      first(
        what,
        (at) => used[at],
        (at) => recomputed[at],
        rows,
      )
    },
  }
}

const shown = (figure: Figure): Figure => (typeof figure === 'number' && Number.isNaN(figure) ? null : figure)
