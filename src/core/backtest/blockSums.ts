import { blockKernel } from './blockKernel.ts'
import * as L from './blockLayout.ts'

/** Sums over a block of bars, or over several of them together, that the figures of a run follow from. */
export interface BlockSums {
  bars: number
  /** Of the net returns. */
  mean: number
  /** Sums of powers of the deviations from the mean. */
  squares: number
  cubes: number
  fourths: number
  /** Sum of the squared losses. */
  losses: number
  first: number
  /** Whether any return differs from the first. */
  varies: boolean
  meanGross: number
  /** Of what the costs are charged on. */
  meanCharged: number
  /** Sums of products of deviations from these means. */
  grossGross: number
  grossCharged: number
  chargedCharged: number
}

export const noBars: BlockSums = {
  bars: 0,
  mean: Number.NaN,
  squares: 0,
  cubes: 0,
  fourths: 0,
  losses: 0,
  first: Number.NaN,
  varies: false,
  meanGross: Number.NaN,
  meanCharged: Number.NaN,
  grossGross: 0,
  grossCharged: 0,
  chargedCharged: 0,
}

/** Paths of equity that the kernel follows side by side. */
const paths = { run: 0, fold: 1, twice: 2, thrice: 3 } as const
type Path = keyof typeof paths

/** Where a path of equity stands. */
export interface PathEnd {
  /** What 1 at the start has become. */
  equity: number
  /** Magnitude. */
  maxDrawdown: number
}

/** Makes the equity of a path 1. */
export function startPath(path: Path): void {
  const { memory } = blockKernel()
  for (const field of [L.equity, L.left, L.least]) memory[field / 8 + paths[path]] = 1
}

export function pathEnd(path: Path): PathEnd {
  const { at } = blockKernel()
  const place = 8 * paths[path]
  return { equity: at(L.equity + place), maxDrawdown: 1 - at(L.least + place) }
}

/** Adds up the first so many bars of the block; the paths go on. @param rate what a change of weight by 1 costs */
export function addBlock(bars: number, rate: number): BlockSums {
  const { addBars, at } = blockKernel()
  addBars(bars, rate)
  return {
    bars,
    mean: at(L.meanNet),
    squares: at(L.squares),
    cubes: at(L.cubes),
    fourths: at(L.fourths),
    losses: at(L.losses),
    first: at(L.net),
    varies: at(L.others) !== 0,
    meanGross: at(L.meanGross),
    meanCharged: at(L.meanCharged),
    grossGross: at(L.grossGross),
    grossCharged: at(L.grossCharged),
    chargedCharged: at(L.chargedCharged),
  }
}

/**
 * Sums of two parts of a run. Nothing is lost to cancellation, as it is in sums of plain powers.
 *
 * Pébay, Formulas for Robust, One-Pass Parallel Computation of Covariances and Arbitrary-Order Statistical Moments
 * (2008): the pairwise formulas of orders two to four, and of covariances.
 */
export function joined(earlier: BlockSums, later: BlockSums): BlockSums {
  if (earlier.bars === 0) return later
  if (later.bars === 0) return earlier
  const [a, b] = [earlier.bars, later.bars]
  const bars = a + b
  const gap = later.mean - earlier.mean
  const step = gap / bars
  const spread = gap * step * a * b
  const gapGross = later.meanGross - earlier.meanGross
  const gapCharged = later.meanCharged - earlier.meanCharged
  const both = (a * b) / bars
  return {
    bars,
    mean: earlier.mean + step * b,
    squares: earlier.squares + later.squares + spread,
    cubes:
      earlier.cubes +
      later.cubes +
      spread * step * (a - b) +
      3 * step * (a * later.squares - b * earlier.squares),
    fourths:
      earlier.fourths +
      later.fourths +
      spread * step * step * (a * a - a * b + b * b) +
      6 * step * step * (a * a * later.squares + b * b * earlier.squares) +
      4 * step * (a * later.cubes - b * earlier.cubes),
    losses: earlier.losses + later.losses,
    first: earlier.first,
    varies: earlier.varies || later.varies || earlier.first !== later.first,
    meanGross: earlier.meanGross + (gapGross * b) / bars,
    meanCharged: earlier.meanCharged + (gapCharged * b) / bars,
    grossGross: earlier.grossGross + later.grossGross + both * gapGross * gapGross,
    grossCharged: earlier.grossCharged + later.grossCharged + both * gapGross * gapCharged,
    chargedCharged: earlier.chargedCharged + later.chargedCharged + both * gapCharged * gapCharged,
  }
}
