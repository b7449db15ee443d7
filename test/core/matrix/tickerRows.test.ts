import { describe, expect, it } from 'vitest'
import { strongestCorrelations } from '../../../src/core/matrix/leakageCorrelation.ts'
import type { Matrix } from '../../../src/core/matrix/matrix.ts'
import { tickerRows } from '../../../src/core/matrix/tickerRows.ts'
import { Random } from '../../../src/core/random.ts'

function matrixOf(ofRow: number[], values: number[], retFwd: number[]): Matrix {
  const rows = ofRow.length
  return {
    ticker: 'TEST',
    ts: Float64Array.from({ length: rows }, (_, row) => row),
    session: new Int32Array(rows),
    hourEt: null,
    features: [{ name: 'x', values: Float64Array.from(values) }],
    retFwd: Float64Array.from(retFwd),
    labelEnd: new Float64Array(rows),
    target: null,
    event: null,
    tickers: { names: ['A', 'B'], ofRow: Int32Array.from(ofRow) },
  }
}

describe('rows by ticker', () => {
  it('stand together, with as many empty ones after each ticker as somebody looks ahead', () => {
    const { tickers = { names: [], ofRow: new Int32Array(0) }, ...matrix } = matrixOf(
      [0, 1, 0, 1, 1],
      [1, 10, 2, 20, 30],
      [5, 6, 7, 8, 9],
    )
    const { features, retFwd } = tickerRows(matrix, tickers, 2)
    const none = Number.NaN
    expect([...features[0].values]).toEqual([1, 2, none, none, 10, 20, 30, none, none])
    expect([...retFwd]).toEqual([5, 7, none, none, 6, 8, 9, none, none])
  })

  it('show a leak of the next label of the same ticker, and none where another ticker has it', () => {
    const random = new Random(1)
    const rows = 2_000
    const ofRow = Array.from({ length: rows }, (_, row) => row % 2)
    const retFwd = ofRow.map(() => random.nextFraction() - 0.5)
    const own = retFwd.map((_, row) => retFwd[row + 2] ?? 0)
    const others = retFwd.map((_, row) => retFwd[row + 1] ?? 0)
    const [leak] = strongestCorrelations(matrixOf(ofRow, own, retFwd), 2)
    expect(leak).toMatchObject({ shift: 1, rho: expect.closeTo(1, 2) })
    const [none] = strongestCorrelations(matrixOf(ofRow, others, retFwd), 2)
    expect(Math.abs(none.rho ?? 1)).toBeLessThan(0.1)
  })
})
