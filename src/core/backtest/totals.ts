import { blockBars } from './blockLayout.ts'
import { type BlockSums, blockKernel, joined, noBars, type PathEnd } from './blockSums.ts'
import type { Simulation } from './simulate.ts'
import { type Summary, summaryOf } from './summary.ts'

/** What the bars of a run come to. */
export interface Totals {
  run: Summary
  folds: Summary[]
  /** Moments of gross returns and what is charged. */
  sums: BlockSums
  /** At twice and at three times the costs. */
  twice: PathEnd
  thrice: PathEnd
}

/**
 * Adds up a run, its folds and its results at other costs, in one pass over its bars: a million of them have to be
 * measured in milliseconds.
 *
 * @param rate cost of a change of weight by 1
 * @param starts first bar of each fold, rising; it ends where the next one starts
 * @param net where the net returns are written; null where they are not wanted
 */
export function totalsOf(
  { gross, traded, charged = traded }: Pick<Simulation, 'gross' | 'traded' | 'charged'>,
  rate: number,
  starts: readonly number[],
  net: Float64Array | null,
): Totals {
  const kernel = blockKernel()
  for (const path of ['run', 'twice', 'thrice'] as const) kernel.start(path)
  let run = noBars
  const span = (start: number, end: number): Summary => {
    kernel.start('fold')
    let sums = noBars
    for (let from = start; from < end; from += blockBars) {
      const to = Math.min(end, from + blockBars)
      kernel.gross.set(gross.subarray(from, to))
      kernel.charged.set(charged.subarray(from, to))
      sums = joined(sums, kernel.add(to - from, rate))
      net?.set(kernel.net.subarray(0, to - from), from)
    }
    run = joined(run, sums)
    return summaryOf(sums, kernel.standing('fold'))
  }
  span(0, starts.length > 0 ? starts[0] : gross.length)
  const folds = starts.map((start, fold) => span(start, starts[fold + 1] ?? gross.length))
  return {
    run: summaryOf(run, kernel.standing('run')),
    folds,
    sums: run,
    twice: kernel.standing('twice'),
    thrice: kernel.standing('thrice'),
  }
}

/** Of the net returns of some bars. @param rate cost of a change of weight by 1 */
export function summariseNet(
  booked: Pick<Simulation, 'gross' | 'traded' | 'charged'>,
  rate: number,
): Summary {
  return totalsOf(booked, rate, [], null).run
}

/** Of returns as they are. */
export function summarise(returns: Float64Array): Summary {
  return summariseNet({ gross: returns, traded: returns }, 0)
}
