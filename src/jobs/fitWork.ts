import type { FitTask } from '../core/backtest/index.ts'

/** How much there is to do in a fit, in updates of a histogram by one value of one row (1 to 2 ns). */
export interface FitWork {
  binning: number
  /** Of one boosting round. */
  round: number
  rounds: number
}

/** Binning a value costs as much as so many updates: it is sorted, and looked up. */
const updatesOfBinning = 20

/** Work that a thread is worth which starts in a tenth of a second: 0.1 to 0.2 s. */
const longFit = 100_000_000

/** An estimate of the work in a fit of so many columns. Early stopping may spare a part of it. */
export function fitWork({ trainRows, params }: FitTask, columns: number): FitWork {
  const { depth, maxLeaves, maxBins, rounds, objective, classes } = params
  const rows = trainRows.length
  const leaves = Math.min(2 ** depth, rows, maxLeaves === 0 ? Number.POSITIVE_INFINITY : maxLeaves)
  const trees = objective === 'softmax' ? classes : 1
  // On each level every row is counted once, and of every node every bin is looked at.
  const ofTree = columns * (rows * depth + leaves * Math.min(maxBins, rows))
  return { binning: updatesOfBinning * rows * columns, round: trees * ofTree, rounds }
}

/** All work of a fit. */
export function totalWork({ binning, round, rounds }: FitWork): number {
  return binning + rounds * round
}

/** Those with most work first: one that starts last would keep those who have nothing left to do waiting. */
export function longestFirst<Item>(items: Iterable<Item>, workOf: (item: Item) => number): Item[] {
  return Array.from(items, (item) => ({ item, work: workOf(item) }))
    .sort((a, b) => b.work - a.work)
    .map(({ item }) => item)
}

/** Whether a fit takes so long that the thread that starts it, and has others to hear, must not do it itself. */
export function isLong(task: FitTask, columns: number): boolean {
  return totalWork(fitWork(task, columns)) > longFit
}

/** Whether all of some fits together are done long before threads for them have started. */
export function areQuick(tasks: readonly FitTask[], columns: number): boolean {
  const work = tasks.reduce((sum, task) => sum + totalWork(fitWork(task, columns)), 0)
  return work <= longFit / 10
}
