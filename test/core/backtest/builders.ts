import type { FoldScores } from '../../../src/core/backtest/scores.ts'
import type { Scores } from '../../../src/core/backtest/signals.ts'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { defaultBoosterParams, trainBooster } from '../../../src/core/boosting/index.ts'
import type { Column, Dataset } from '../../../src/core/matrix/matrix.ts'

const DAY = 86_400_000
const HOUR = 3_600_000

/** Daily bars with the given opens and closes; or bars of sessions `perSession` long, one an hour. */
export function barsOf(open: number[], close: number[], perSession = 1): Bars {
  const session = Int32Array.from(open, (_, bar) => Math.floor(bar / perSession))
  const hour = (bar: number) => 9 + (bar % perSession)
  return {
    ticker: 'TEST',
    cadence: perSession === 1 ? 'daily' : 'hourly',
    ts: Float64Array.from(session, (day, bar) => day * DAY + (perSession === 1 ? 21 : hour(bar) + 1) * HOUR),
    session,
    hourEt: perSession === 1 ? null : Int8Array.from(open, (_, bar) => hour(bar)),
    open: Float64Array.from(open),
    high: Float64Array.from(open, (value, bar) => Math.max(value, close[bar])),
    low: Float64Array.from(open, (value, bar) => Math.min(value, close[bar])),
    close: Float64Array.from(close),
    volume: new Float64Array(open.length).fill(1),
  }
}

/** A row per bar, labelled with the return to the close `horizon` bars later, inside its session when intraday. */
export function datasetOf(bars: Bars, horizon = 1, features: Column[] = []): Dataset {
  const count = bars.ts.length
  const labelled = (row: number) =>
    row + horizon < count && (bars.cadence === 'daily' || bars.session[row + horizon] === bars.session[row])
  return {
    matrix: {
      ticker: bars.ticker,
      ts: bars.ts,
      session: bars.session,
      hourEt: bars.hourEt,
      features,
      retFwd: Float64Array.from(bars.close, (value, row) =>
        labelled(row) ? bars.close[row + horizon] / value - 1 : Number.NaN,
      ),
      labelEnd: Float64Array.from(bars.ts, (_, row) => (labelled(row) ? bars.ts[row + horizon] : Number.NaN)),
      target: null,
      event: null,
    },
    bars,
    barOfRow: Int32Array.from(bars.ts, (_, row) => row),
    horizon,
    returnBasis: 'open_close',
    periodsPerYear: 252,
  }
}

/** `end` rows from `start` on. */
export function range(start: number, end: number): Int32Array {
  return Int32Array.from({ length: end - start }, (_, index) => start + index)
}

/** Two-class scores from the probability of UP. */
export function scoresOf(up: Iterable<number>): Scores {
  const values = Float64Array.from(up)
  return { up: values, down: values.map((value) => 1 - value) }
}

const booster = trainBooster([Float64Array.of(0, 1)], Float64Array.of(0, 1), {
  ...defaultBoosterParams,
  rounds: 1,
})

/** Scores of a fold as given, uncalibrated. */
export function foldOf(
  innerRows: Int32Array,
  innerUp: Iterable<number>,
  testRows: Int32Array,
  testUp: Iterable<number>,
  fold = 0,
): FoldScores {
  const inner = scoresOf(innerUp)
  const test = scoresOf(testUp)
  return {
    fold,
    classes: { names: ['DOWN', 'UP'], ofRow: new Float64Array(0), band: null, up: 1, down: 0 },
    trainRows: innerRows,
    innerRows,
    innerRaw: inner,
    inner,
    testRows,
    testRaw: test,
    test,
    calibration: null,
    booster,
    preprocessing: null,
  }
}

/** Repeatable numbers from 0 to below 1 (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Daily bars of a random walk that gaps overnight. */
export function randomWalk(count: number, seed: number): { open: number[]; close: number[] } {
  const random = randomOf(seed)
  const open: number[] = []
  const close: number[] = []
  let price = 100
  for (let bar = 0; bar < count; bar++) {
    price *= 1 + (random() - 0.5) * 0.02
    open.push(price)
    price *= 1 + (random() - 0.5) * 0.02
    close.push(price)
  }
  return { open, close }
}
