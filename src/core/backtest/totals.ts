import { blockKernel } from './blockKernel.ts'
import { blockBars } from './blockLayout.ts'
import { addBlock, type BlockSums, joined, noBars, type PathEnd, pathEnd, startPath } from './blockSums.ts'
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

/** Booked bars of a run, to be added up. */
export interface BarSource {
  bars: number
  /** Writes the gross returns and what is charged of some bars to the block. Its calls follow each other. */
  write(from: number, to: number): void
}

/** Of a simulation: what is charged is what was traded, unless it tells. */
export function columnsSource({
  gross,
  traded,
  charged = traded,
}: Pick<Simulation, 'gross' | 'traded' | 'charged'>): BarSource {
  const kernel = blockKernel()
  return {
    bars: gross.length,
    write(from, to) {
      kernel.gross.set(gross.subarray(from, to))
      kernel.charged.set(charged.subarray(from, to))
    },
  }
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
  source: BarSource,
  rate: number,
  starts: readonly number[],
  net: Float64Array | null,
): Totals {
  const block = blockKernel().net
  for (const path of ['run', 'twice', 'thrice'] as const) startPath(path)
  let run = noBars
  const span = (start: number, end: number): Summary => {
    startPath('fold')
    let sums = noBars
    for (let from = start; from < end; from += blockBars) {
      const to = Math.min(end, from + blockBars)
      source.write(from, to)
      sums = joined(sums, addBlock(to - from, rate))
      net?.set(block.subarray(0, to - from), from)
    }
    run = joined(run, sums)
    return summaryOf(sums, pathEnd('fold'))
  }
  span(0, starts.length > 0 ? starts[0] : source.bars)
  const folds = starts.map((start, fold) => span(start, starts[fold + 1] ?? source.bars))
  return {
    run: summaryOf(run, pathEnd('run')),
    folds,
    sums: run,
    twice: pathEnd('twice'),
    thrice: pathEnd('thrice'),
  }
}

/** Of the net returns of some bars. @param rate cost of a change of weight by 1 */
export function summariseNet(
  booked: Pick<Simulation, 'gross' | 'traded' | 'charged'>,
  rate: number,
): Summary {
  return totalsOf(columnsSource(booked), rate, [], null).run
}

/** Of returns as they are. */
export function summarise(returns: Float64Array): Summary {
  return summariseNet({ gross: returns, traded: returns }, 0)
}
