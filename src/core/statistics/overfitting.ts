import { runSteps, type Steps } from '../steps.ts'
import { distinctColumns } from './distinctColumns.ts'
import { mean } from './returns.ts'

/** What combinatorially symmetric cross-validation says about a choice among variants. */
export interface Overfitting {
  /** Blocks S that the rows were cut into. */
  blocks: number
  /** Rows used: the oldest remainder of rows / S is left out. */
  rows: number
  /** Splits: the ways to choose S/2 blocks as in sample. */
  combinations: number
  /** Share of splits in which the best in sample ranks in the lower half out of sample (logit ≤ 0). */
  pbo: number
  /** Share of splits in which the best in sample has a negative Sharpe ratio out of sample. */
  oosLossProbability: number
  /** Slope of out-of-sample on in-sample Sharpe ratio of the chosen, over the splits; null without spread. */
  degradationSlope: number | null
  /** Means over the splits of the chosen variant's Sharpe ratios, per row. */
  meanInSampleSharpe: number
  meanOutOfSampleSharpe: number
  /** ln(w / (1 − w)) per split, in lexicographic order of the in-sample blocks; w = rank / (N + 1), 1 the worst. */
  logits: Float64Array
}

/** S for so many rows: the largest even number ≤ 16 that leaves 20 rows a block; null below 6. */
export function cscvBlocks(rows: number): number | null {
  const blocks = 2 * Math.floor(Math.min(16, rows / 20) / 2)
  return blocks < 6 ? null : blocks
}

/**
 * Combinatorially symmetric cross-validation over variants' returns on the same rows (columns of one length).
 * A half without variance has Sharpe ratio 0; the first is the best on a tie; tied ranks are averaged.
 * Null with fewer than two variants, or when `blocks` is null.
 * Source: Bailey, Borwein, López de Prado and Zhu, The Probability of Backtest Overfitting,
 * J. Computational Finance 20(4), 2016.
 */
export function overfitting(
  columns: readonly Float64Array[],
  blocks: number | null = cscvBlocks(columns.at(0)?.length ?? 0),
): Overfitting | null {
  return runSteps(overfittingSteps(columns, blocks))
}

/** The same in steps of a variant, and then of some splits. */
export function* overfittingSteps(
  columns: readonly Float64Array[],
  blocks: number | null = cscvBlocks(columns.at(0)?.length ?? 0),
): Steps<Overfitting | null> {
  if (columns.length < 2 || blocks === null) return null
  if (blocks < 2 || blocks > 20 || blocks % 2 === 1 || columns[0].length < 2 * blocks) {
    throw new RangeError(`Expected an even number of blocks from 2 to 20 with two rows each, got ${blocks}`)
  }
  const blockRows = Math.floor(columns[0].length / blocks)
  // Equal variants have the same ratios in every split, and count as many.
  const distinct = yield* distinctColumns(columns)
  const sums = yield* summarise(distinct.columns, blocks, blockRows)
  const splits = yield* scoreSplits(sums, distinct.counts, blocks, (blockRows * blocks) / 2)
  const { logits, inSample, outOfSample } = splits
  return {
    blocks,
    rows: blockRows * blocks,
    combinations: logits.length,
    pbo: share(logits, (logit) => logit <= ROUNDING),
    oosLossProbability: share(outOfSample, (ratio) => ratio < 0),
    degradationSlope: slope(inSample, outOfSample),
    meanInSampleSharpe: mean(inSample) ?? 0,
    meanOutOfSampleSharpe: mean(outOfSample) ?? 0,
    logits,
  }
}

/** w = 1/2 is a logit of 0 but for rounding, and counts as overfit. */
const ROUNDING = 1e-12

/**
 * Per block and variant the sums that a half's Sharpe ratio follows from, `[block * variants + variant]`.
 * Returns are shifted by their variant's mean, so that the sums of squares keep their digits.
 */
interface BlockSums {
  sum: Float64Array
  squares: Float64Array
  /** The mean that was taken off, per variant. */
  shift: Float64Array
  /** Per variant the block sets (bits) of which each half without variance is a part: at most two, or 0. */
  flat: Int32Array
}

function* summarise(columns: readonly Float64Array[], blocks: number, blockRows: number): Steps<BlockSums> {
  const variants = columns.length
  const sum = new Float64Array(blocks * variants)
  const squares = new Float64Array(blocks * variants)
  const shift = new Float64Array(variants)
  const flat = new Int32Array(2 * variants)
  for (const [variant, column] of columns.entries()) {
    const used = column.subarray(column.length - blocks * blockRows)
    shift[variant] = mean(used) ?? Number.NaN
    for (let row = 0; row < used.length; row++) {
      const cell = Math.floor(row / blockRows) * variants + variant
      const value = used[row] - shift[variant]
      sum[cell] += value
      squares[cell] += value * value
    }
    flat.set(flatSets(used, blocks, blockRows), 2 * variant)
    yield
  }
  return { sum, squares, shift, flat }
}

/** The sets of at least S/2 blocks whose rows all have one value. Two such sets share no block. */
function flatSets(column: Float64Array, blocks: number, blockRows: number): number[] {
  const setOfValue = new Map<number, number>()
  for (let block = 0; block < blocks; block++) {
    const rows = column.subarray(block * blockRows, (block + 1) * blockRows)
    const value = rows[0]
    if (rows.every((other) => other === value))
      setOfValue.set(value, (setOfValue.get(value) ?? 0) | (1 << block))
  }
  return [...setOfValue.values()].filter((set) => bitCount(set) >= blocks / 2)
}

interface Splits {
  logits: Float64Array
  inSample: Float64Array
  outOfSample: Float64Array
}

/** Visits every split once, the sums of the blocks chosen so far kept per depth. */
function* scoreSplits(
  { sum, squares, shift, flat }: BlockSums,
  counts: readonly number[],
  blocks: number,
  halfRows: number,
): Steps<Splits> {
  const variants = counts.length
  const allVariants = counts.reduce((total, count) => total + count, 0)
  const half = blocks / 2
  const combinations = binomial(blocks, half)
  const logits = new Float64Array(combinations)
  const inSample = new Float64Array(combinations)
  const outOfSample = new Float64Array(combinations)
  const chosenSum = Array.from({ length: half + 1 }, () => new Float64Array(variants))
  const chosenSquares = Array.from({ length: half + 1 }, () => new Float64Array(variants))
  const totalSum = new Float64Array(variants)
  const totalSquares = new Float64Array(variants)
  for (let block = 0; block < blocks; block++) {
    for (let variant = 0; variant < variants; variant++) {
      totalSum[variant] += sum[block * variants + variant]
      totalSquares[variant] += squares[block * variants + variant]
    }
  }
  const all = 2 ** blocks - 1
  const outRatios = new Float64Array(variants)
  let split = 0

  function halfSharpe(variant: number, blockSet: number, total: number, totalOfSquares: number): number {
    if ((blockSet & ~flat[2 * variant]) === 0 || (blockSet & ~flat[2 * variant + 1]) === 0) return 0
    const variance = (totalOfSquares - (total * total) / halfRows) / (halfRows - 1)
    return variance > 0 ? (total / halfRows + shift[variant]) / Math.sqrt(variance) : 0
  }

  function score(blockSet: number): void {
    let best = 0
    let bestRatio = Number.NEGATIVE_INFINITY
    for (let variant = 0; variant < variants; variant++) {
      const inSum = chosenSum[half][variant]
      const inSquares = chosenSquares[half][variant]
      const ratio = halfSharpe(variant, blockSet, inSum, inSquares)
      outRatios[variant] = halfSharpe(
        variant,
        all & ~blockSet,
        totalSum[variant] - inSum,
        totalSquares[variant] - inSquares,
      )
      if (ratio > bestRatio) {
        best = variant
        bestRatio = ratio
      }
    }
    const relative = rankOf(outRatios, counts, best) / (allVariants + 1)
    logits[split] = Math.log(relative / (1 - relative))
    inSample[split] = bestRatio
    outOfSample[split] = outRatios[best]
    split++
  }

  function* choose(depth: number, from: number, blockSet: number): Steps<void> {
    if (depth === half) {
      score(blockSet)
      return
    }
    for (let block = from; block <= blocks - half + depth; block++) {
      for (let variant = 0; variant < variants; variant++) {
        const cell = block * variants + variant
        chosenSum[depth + 1][variant] = chosenSum[depth][variant] + sum[cell]
        chosenSquares[depth + 1][variant] = chosenSquares[depth][variant] + squares[cell]
      }
      yield* choose(depth + 1, block + 1, blockSet | (1 << block))
    }
    if (depth === half - 1) yield
  }

  yield* choose(0, 0, 0)
  return { logits, inSample, outOfSample }
}

/** Place of one value among all, 1 for the smallest; equal values share the mean of their places. */
function rankOf(values: Float64Array, counts: readonly number[], index: number): number {
  let below = 0
  let equal = 0
  for (let place = 0; place < values.length; place++) {
    if (values[place] < values[index]) below += counts[place]
    else if (values[place] === values[index]) equal += counts[place]
  }
  return below + (equal + 1) / 2
}

/** Least-squares slope of y on x; null when x has no spread. */
function slope(x: Float64Array, y: Float64Array): number | null {
  const meanX = mean(x) ?? 0
  const meanY = mean(y) ?? 0
  let products = 0
  let squares = 0
  for (let row = 0; row < x.length; row++) {
    products += (x[row] - meanX) * (y[row] - meanY)
    squares += (x[row] - meanX) ** 2
  }
  return squares > 0 ? products / squares : null
}

function share(values: Float64Array, holds: (value: number) => boolean): number {
  let count = 0
  for (const value of values) if (holds(value)) count++
  return count / values.length
}

function bitCount(set: number): number {
  let count = 0
  for (let rest = set; rest !== 0; rest &= rest - 1) count++
  return count
}

function binomial(n: number, k: number): number {
  let count = 1
  for (let step = 1; step <= k; step++) count = (count * (n - k + step)) / step
  return count
}
