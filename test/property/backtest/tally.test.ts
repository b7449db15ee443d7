import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBook } from '../../../src/core/backtest/booking.ts'
import { defaultExecution } from '../../../src/core/backtest/config.ts'
import { tallyOf } from '../../../src/core/backtest/tally.ts'
import type { Dataset } from '../../../src/core/matrix/matrix.ts'
import { isAskedForAll } from '../../askedForAll.ts'
import { barsOf, datasetOf, randomOf, randomWalk } from '../../core/backtest/builders.ts'

/** Blocks are of 1,024 bars: these markets are of less, and of several. */
const setting = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  bars: fc.constantFrom(3, 40, 1030, 2600),
  perSession: fc.constantFrom(1, 6, 78),
  horizon: fc.constantFrom(1, 2, 5, 9),
  /** Of the bars, those that are rows; and of the rows, those that are decided on. */
  rows: fc.constantFrom(1, 0.7, 0.05),
  decided: fc.constantFrom(1, 0.6),
  knownOpens: fc.constantFrom(1, 0.95),
  knownCloses: fc.constantFrom(1, 0.95),
  /** Labels that reach into later sessions, so that positions do. */
  overnight: fc.boolean(),
  sizes: fc.constantFrom('signs', 'flat', 'confidence'),
  folds: fc.integer({ min: 1, max: 3 }),
})

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never

function marketOf(given: Setting, random: () => number): Dataset {
  const { open, close } = randomWalk(given.bars, given.seed)
  const opens = open.map((price) => (random() < given.knownOpens ? price : Number.NaN))
  const closes = close.map((price) => (random() < given.knownCloses ? price : Number.NaN))
  const all = datasetOf(barsOf(opens, closes, given.perSession), given.horizon)
  const kept = Int32Array.from(all.matrix.ts.keys()).filter((row) => row === 0 || random() < given.rows)
  const { ts, session, hourEt, retFwd, labelEnd } = all.matrix
  const end = (row: number) =>
    given.overnight ? ts[Math.min(row + given.horizon, given.bars - 1)] : labelEnd[row]
  return {
    ...all,
    matrix: {
      ...all.matrix,
      ts: Float64Array.from(kept, (row) => ts[row]),
      session: kept.map((row) => session[row]),
      hourEt: hourEt && Int8Array.from(kept, (row) => hourEt[row]),
      retFwd: Float64Array.from(kept, (row) => retFwd[row]),
      labelEnd: Float64Array.from(kept, end),
    },
    barOfRow: kept,
  }
}

function sizeOf(sizes: string, random: () => number): number {
  const sign = sizes === 'flat' ? 0 : Math.floor(3 * random()) - 1
  return sizes === 'confidence' ? (sign * Math.round(random() * 2 ** 40)) / 2 ** 40 : sign
}

/** As text: in it, -0 is 0. What is no number stays what it is. */
const written = (value: unknown): string | undefined =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'number' && !Number.isFinite(one) ? String(one) : one,
  )

/** Texts that differ are read again, so that the assertion shows where. */
function expectAsWritten(found: unknown, expected: unknown): void {
  const [a, b] = [written(found), written(expected)]
  if (a === undefined || b === undefined || a !== b) expect(a && JSON.parse(a)).toEqual(b && JSON.parse(b))
}

describe('the tally of a track', () => {
  it('is what its bars and trades add up to, to the last bit', () => {
    fc.assert(
      fc.property(setting, fc.constantFrom(0, 0.0004, 0.02), (given, rate) => {
        const random = randomOf(given.seed)
        const dataset = marketOf(given, random)
        const rows = Int32Array.from(dataset.matrix.ts.keys()).filter(
          (row) => row === 0 || random() < given.decided,
        )
        const account = openBook(dataset, defaultExecution).open(rows, null)
        const position = Float64Array.from(rows, () => sizeOf(given.sizes, random))
        const border = (fold: number) => Math.floor((fold * rows.length) / given.folds)
        const places = Array.from({ length: given.folds }, (_, fold) => fold)
        const terms = () => ({
          rate,
          starts: places.map((fold) => account.firstBarOf(border(fold))),
          foldSizes: places.map((fold) => border(fold + 1) - border(fold)),
          labels: Float64Array.from(rows, (row) => dataset.matrix.retFwd[row]),
          net: new Float64Array(account.bars),
          tradeReturns: new Float64Array(rows.length),
        })
        const [want, got] = [terms(), terms()]
        const simulated = tallyOf(account.trade(position), position, want)
        const tallied = account.tally?.(position, got)
        expectAsWritten(tallied, simulated)
        expectAsWritten(got.net, want.net)
        // Once more, with what the first time has left behind.
        expectAsWritten(account.tally?.(position, terms()), simulated)
      }),
      { numRuns: isAskedForAll ? 400 : 150 },
    )
  })
})
