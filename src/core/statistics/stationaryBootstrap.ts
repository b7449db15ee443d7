import { Random } from '../random.ts'
import { runSteps, type Steps } from '../steps.ts'
import { mean, sharpe } from './returns.ts'

/** Resamples of a series' rows, as blocks of rows in a row: what is resampled together uses the same ones. */
export interface Resamples {
  /** Rows of the series, and of each resample. */
  rows: number
  /** The chance that a row begins a new block: 1 / mean block. */
  restart: number
  /** Of every block: its first row, and how many rows it has. A block that passes the last row goes on at row 0. */
  start: Int32Array
  length: Int32Array
  /** Where the blocks of each resample begin, and the end of the last: one more than there are resamples. */
  offsets: Int32Array
}

const resamplesDrawn = 1_000

/** Rows of a block on average: ⌈T^⅓⌉, the order at which the bootstrap's variance errs least. */
export function meanBlockOf(rows: number): number {
  // The cube root of a cube may come out a little above it.
  return Math.max(1, Math.ceil(Math.cbrt(rows) - 1e-9))
}

/**
 * Resamples for the stationary bootstrap: blocks from a uniformly drawn row on, of geometrically distributed length
 * with the given mean, until there are as many rows as in the series. Rows that follow each other mostly stay
 * together, so that what a resample shows keeps their dependence. The same rows and seed give the same resamples.
 * Source: Politis and Romano, The Stationary Bootstrap, J. American Statistical Association 89(428), 1994.
 *
 * @throws RangeError without rows or with a mean block below 1
 */
export function stationaryResamples(rows: number, seed: number, drawn: Drawn = {}): Resamples {
  return runSteps(stationaryResamplesSteps(rows, seed, drawn))
}

interface Drawn {
  draws?: number
  meanBlock?: number
}

/** The same in steps of a resample. */
export function* stationaryResamplesSteps(
  rows: number,
  seed: number,
  { draws = resamplesDrawn, meanBlock = meanBlockOf(rows) }: Drawn = {},
): Steps<Resamples> {
  if (rows < 1 || !(meanBlock >= 1))
    throw new RangeError(`Expected rows and a mean block of 1 or more, got ${rows} and ${meanBlock}`)
  const random = new Random(seed)
  const goesOn = Math.log(1 - 1 / meanBlock)
  // A tenth more than there are on average.
  const blocks = new Blocks(Math.ceil(1.1 * draws * (1 + (rows - 1) / meanBlock)))
  const offsets = new Int32Array(draws + 1)
  for (let draw = 0; draw < draws; draw++) {
    drawBlocks(blocks, rows, goesOn, random)
    offsets[draw + 1] = blocks.count
    yield
  }
  const { start, length } = blocks.all()
  return { rows, restart: 1 / meanBlock, start, length, offsets }
}

/** Blocks that are being drawn. */
class Blocks {
  count = 0
  #start: Int32Array
  #length: Int32Array

  /** @param expected how many there is room for at first */
  constructor(expected: number) {
    this.#start = new Int32Array(expected)
    this.#length = new Int32Array(expected)
  }

  add(start: number, length: number): void {
    if (this.count === this.#start.length) {
      this.#start = twice(this.#start)
      this.#length = twice(this.#length)
    }
    this.#start[this.count] = start
    this.#length[this.count++] = length
  }

  all(): Pick<Resamples, 'start' | 'length'> {
    return { start: this.#start.slice(0, this.count), length: this.#length.slice(0, this.count) }
  }
}

function twice(values: Int32Array): Int32Array {
  const grown = new Int32Array(2 * values.length)
  grown.set(values)
  return grown
}

/** One resample. Apart from the steps, since a loop within a generator takes three times as long. */
function drawBlocks(blocks: Blocks, rows: number, goesOn: number, random: Random): void {
  for (let left = rows; left > 0; ) {
    const start = random.nextBelow(rows)
    // Inversion: 1 − fraction is never 0. A mean block of 1 makes `goesOn` −∞, and every block one row.
    const drawn = 1 + Math.floor(Math.log(1 - random.nextFraction()) / goesOn)
    const taken = Math.min(left, drawn)
    blocks.add(start, taken)
    left -= taken
  }
}

/** The sum of the values over the rows of each resample. A block costs one subtraction, however long it is. */
export function resampledSums(values: Float64Array, resamples: Resamples): Float64Array {
  return resampledSumsOf([values], resamples)[0]
}

/** Series that are resampled side by side, so that the blocks are read once for all of them. */
export const atOnce = 4

/** The same of up to four series. */
export function resampledSumsOf(
  series: readonly Float64Array[],
  { rows, start, length, offsets }: Resamples,
): Float64Array[] {
  // Their sums up to a row lie side by side: those of a block's ends are then read together.
  const upTo = new Float64Array(atOnce * (2 * rows + 1))
  series.forEach((values, at) => {
    if (values.length !== rows) throw new RangeError(`Expected ${rows} values, got ${values.length}`)
    let sum = 0
    for (let row = 0; row < 2 * rows; row++) {
      sum += values[row < rows ? row : row - rows]
      upTo[atOnce * (row + 1) + at] = sum
    }
  })
  const draws = offsets.length - 1
  const sums = Array.from({ length: atOnce }, () => new Float64Array(draws))
  for (let draw = 0; draw < draws; draw++) {
    let [first, second, third, fourth] = [0, 0, 0, 0]
    for (let block = offsets[draw]; block < offsets[draw + 1]; block++) {
      const from = atOnce * start[block]
      const to = from + atOnce * length[block]
      first += upTo[to] - upTo[from]
      second += upTo[to + 1] - upTo[from + 1]
      third += upTo[to + 2] - upTo[from + 2]
      fourth += upTo[to + 3] - upTo[from + 3]
    }
    sums[0][draw] = first
    sums[1][draw] = second
    sums[2][draw] = third
    sums[3][draw] = fourth
  }
  return sums.slice(0, series.length)
}

/** Where the true Sharpe ratio per period is likely to lie. */
export interface SharpeInterval {
  low: number
  high: number
}

/**
 * Percentile interval of the Sharpe ratio (per period, ddof 1) by resampling: it assumes no normal returns and keeps
 * the dependence of periods that follow each other. A resample without variance has ratio 0.
 * Null where the returns themselves do not vary. Sources: as for `stationaryResamples`; percentiles: Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13.
 *
 * @param confidence share of resamples inside, as much left out below as above
 */
export function sharpeInterval(
  returns: Float64Array,
  resamples: Resamples,
  confidence = 0.95,
): SharpeInterval | null {
  if (sharpe(returns) === null) return null
  const ratios = resampledSharpes(returns, resamples).sort()
  const outside = (1 - confidence) / 2
  return { low: quantile(ratios, outside), high: quantile(ratios, 1 - outside) }
}

function resampledSharpes(returns: Float64Array, resamples: Resamples): Float64Array {
  const { rows } = resamples
  const average = mean(returns) ?? 0
  const deviations = returns.map((value) => value - average)
  const squared = deviations.map((value) => value * value)
  const sums = resampledSums(deviations, resamples)
  const squares = resampledSums(squared, resamples)
  // Rows of one value leave rounding errors of this order instead of nothing.
  const nothing = 1e-12 * squared.reduce((sum, value) => sum + value, 0)
  return sums.map((sum, draw) => {
    const spread = squares[draw] - (sum * sum) / rows
    return spread > nothing ? (sum / rows + average) / Math.sqrt(spread / (rows - 1)) : 0
  })
}

/** The value below which a share of the rising values lies, interpolated between neighbours. */
export function quantile(rising: Float64Array, share: number): number {
  const place = share * (rising.length - 1)
  const below = Math.floor(place)
  const above = Math.min(below + 1, rising.length - 1)
  return rising[below] + (place - below) * (rising[above] - rising[below])
}
