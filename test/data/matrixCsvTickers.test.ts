import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runSteps } from '../../src/core/steps.ts'
import { type MatrixCsvOptions, readMatrixCsv } from '../../src/data/matrixCsv.ts'

const read = (lines: string[], options?: MatrixCsvOptions) =>
  runSteps(readMatrixCsv(new TextEncoder().encode(`${lines.join('\n')}\n`), options))

const header = 'date,ticker,x,open,close'
/** B is not quoted on the third day, and has no row on the fifth. */
const rows = [
  '2020-01-02,B,1,10,10',
  '2020-01-02,A,2,100,101',
  '2020-01-03,B,3,10,11',
  '2020-01-03,A,4,101,103',
  '2020-01-06,B,5,,',
  '2020-01-06,A,6,103,102',
  '2020-01-07,B,7,12,12',
  '2020-01-07,A,8,102,105',
  '2020-01-08,A,9,105,106',
]

describe('a file of several tickers', () => {
  it('has its rows by time and ticker, and bars for each ticker', () => {
    const { dataset, warnings } = read([header, ...rows])
    const { matrix, bars, barOfRow, panel } = dataset
    expect(matrix.tickers).toEqual({ names: ['A', 'B'], ofRow: Int32Array.of(0, 1, 0, 1, 0, 1, 0, 1, 0) })
    expect(matrix.features).toEqual([{ name: 'x', values: Float64Array.of(2, 1, 4, 3, 6, 5, 8, 7, 9) }])
    expect(bars).toBeNull()
    expect(panel?.map(({ ticker, close }) => [ticker, [...close]])).toEqual([
      ['A', [101, 103, 102, 105, 106]],
      ['B', [10, 11, 12]],
    ])
    expect(barOfRow).toEqual(Int32Array.of(0, 0, 1, 1, 2, -1, 3, 2, 4))
    expect(dataset).toMatchObject({ returnBasis: 'open_close', periodsPerYear: 252, horizon: 1 })
    expect(warnings).toContain('2 tickers in ticker, 5 decision times: they share the capital of one run')
    expect(warnings).toContain('rows were sorted by time and ticker')
  })

  it('takes returns and their ends from the own bars of each ticker', () => {
    const { matrix } = read([header, ...rows]).dataset
    // B on the 3rd is labelled by its next price, which comes after the day it was not quoted.
    expect(matrix.retFwd[3]).toBeCloseTo(12 / 11 - 1, 12)
    expect(matrix.labelEnd[3]).toBe(matrix.ts[7])
    expect(matrix.retFwd[2]).toBeCloseTo(102 / 103 - 1, 12)
    expect(matrix.labelEnd[2]).toBe(matrix.ts[4])
    expect(matrix.retFwd[5]).toBeNaN()
    expect(matrix.labelEnd[5]).toBeNaN()
    expect(matrix.retFwd[7]).toBeNaN()
  })

  it('ends the labels of a given return at the own rows of each ticker', () => {
    const sparse = [
      'date,symbol,x,ret_fwd',
      '2020-01-02,A,1,0.1',
      '2020-01-02,B,1,0.1',
      '2020-01-03,A,1,0.1',
      '2020-01-06,A,1,0.1',
      '2020-01-06,B,1,0.1',
    ]
    const { matrix, returnBasis } = read(sparse).dataset
    expect(returnBasis).toBe('forward')
    expect(matrix.labelEnd[1], 'B has no row on the 3rd').toBe(matrix.ts[3])
    expect(matrix.labelEnd[0]).toBe(matrix.ts[2])
  })

  it('reads the same, whatever the order of the file', () => {
    const expected = read([header, ...rows])
    fc.assert(
      fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (shuffled) => {
        const { dataset, ledgerHash } = read([header, ...shuffled])
        expect(dataset).toEqual(expected.dataset)
        expect(ledgerHash).toBe(expected.ledgerHash)
      }),
    )
  })

  it('keeps its ledger when days are appended, and has one of its own for each set of tickers', () => {
    const long = (days: number, names: string[]) => [
      header,
      ...Array.from({ length: days }, (_, day) => new Date(Date.UTC(2000, 0, 1 + day))).flatMap((date, day) =>
        names.map(
          (name, n) => `${date.toISOString().slice(0, 10)},${name},1,${10 + n},${11 + ((day * 7) % 5)}`,
        ),
      ),
    ]
    const hash = (lines: string[]) => read(lines).ledgerHash
    expect(hash(long(300, ['A', 'B']))).toBe(hash(long(310, ['A', 'B'])))
    expect(hash(long(300, ['A', 'B']))).not.toBe(hash(long(300, ['A', 'C'])))
    expect(hash(long(300, ['A', 'B']))).not.toBe(hash(long(300, ['A', 'B', 'C'])))
  })

  it('is that of one instrument when the column names one', () => {
    const dayOf = (row: number) => `2020-02-${String(row + 1).padStart(2, '0')}`
    const plain = Array.from({ length: 9 }, (_, row) => `${dayOf(row)},${row},${100 + row},${101 + row}`)
    const alone = read(['date,x,open,close', ...plain])
    const named = plain.map((line) => line.replace(/^([^,]+),/, '$1,SPY,'))
    for (const options of [{}, { tickers: 'ticker' }]) {
      const { dataset, ledgerHash } = read(['date,ticker,x,open,close', ...named], options)
      expect(dataset).toEqual(alone.dataset)
      expect(ledgerHash).toBe(alone.ledgerHash)
    }
  })

  it('takes the column that is named, and lets one of a usual name be left out', () => {
    const other = [header.replace('ticker', 'permno'), ...rows.map((row) => row.replace(',B,', ',7,'))]
    const { matrix } = read(
      other.map((row) => row.replace(',A,', ',12,')),
      { tickers: 'permno' },
    ).dataset
    expect(matrix.tickers?.names).toEqual(['12', '7'])
    expect(matrix.features.map(({ name }) => name)).toEqual(['x'])
    expect(() => read([header, ...rows], { exclude: ['ticker'] })).toThrow(/the same time as line 2/)
    expect(() => read([header, ...rows], { tickers: 'tickr' })).toThrow(
      /no column "tickr"; did you mean "ticker"/,
    )
  })

  it.each([
    ['an empty ticker', '2020-01-09,,1,1,1', 'ticker (line 11): expected a ticker, got an empty cell'],
    [
      'a ticker twice on one time',
      rows[1],
      'ticker (line 11): the same ticker A and the same date as line 3',
    ],
  ])('refuses %s, with its line', (_, line, message) => {
    expect(() => read([header, ...rows, line])).toThrow(message)
  })

  it('warns of a ticker with one row, and of one that keeps another calendar', () => {
    const day = (n: number) => `2020-03-${String(n + 1).padStart(2, '0')}`
    const lines = Array.from({ length: 20 }, (_, n) => n).flatMap((n) => [
      `${day(n)},A,1,10,10`,
      ...(n % 2 === 0 ? [`${day(n)},B,1,10,10`] : []),
      ...(n === 3 ? [`${day(n)},C,1,10,10`] : []),
    ])
    const { warnings } = read([header, ...lines])
    expect(warnings).toContain('C: a single row each, which can not be traded')
    expect(warnings.find((text) => text.startsWith('B:'))).toMatch(
      /fewer than 90 % of the times of the others/,
    )
  })

  it('is no price when some of it is not positive', () => {
    const { dataset, warnings } = read([header, ...rows, '2020-01-08,B,1,0,12'], { labelRequired: false })
    expect(dataset.returnBasis).toBe('forward')
    expect(warnings).toContain('open is not taken as a price: some of its values are not positive')
  })
})
