import { type FirstTraining, type ThreadTimes, totalOf, totals } from './boostingTimes.ts'
import { summary } from './measure.ts'

/** What was measured on one data set. */
export interface Measured {
  title: string
  first: { threads: number; sigma: FirstTraining; xgboost: FirstTraining | null }
  threads: ThreadTimes[]
  /** On the test rows. */
  loss: { sigma: number; xgboost: number | null }
}

const notThere = 'not at hand'

/** Times of whole trainings, their binning, and both clocks' ratios. */
export function timeTable(measured: readonly Measured[]): string[] {
  const header = [
    ...['data', 'threads', 'Sigma: median', 'best', 'of it binning'],
    ...['XGBoost: median', 'best', 'of it binning', 'XGBoost / Sigma: median', 'best'],
    ...['processor time: Sigma', 'XGBoost', 'XGBoost / Sigma'],
  ]
  const rows = measured.flatMap(({ title, threads }) =>
    threads.map((times) => [title, String(times.threads), ...timeCells(times)]),
  )
  return table(header, rows)
}

function timeCells({ sigma, xgboost }: ThreadTimes): string[] {
  const wall = totals(sigma, 'wall')
  const processor = totals(sigma, 'processor')
  const ours = [time(wall.median), time(wall.best), time(summary(sigma.map(binningTime)).median)]
  if (xgboost.length === 0) return [...ours, notThere, '', '', '', '', time(processor.median), '', '']
  const theirWall = totals(xgboost, 'wall')
  const theirProcessor = totals(xgboost, 'processor')
  return [
    ...ours,
    time(theirWall.median),
    time(theirWall.best),
    time(summary(xgboost.map(binningTime)).median),
    ratio(theirWall.median / wall.median),
    ratio(theirWall.best / wall.best),
    time(processor.median),
    time(theirProcessor.median),
    ratio(theirProcessor.median / processor.median),
  ]
}

const binningTime = ({ binning }: ThreadTimes['sigma'][number]): number => binning.wall

export function lossTable(measured: readonly Measured[]): string[] {
  const rows = measured.map(({ title, loss: { sigma, xgboost } }) => [
    title,
    sigma.toFixed(5),
    xgboost === null ? notThere : xgboost.toFixed(5),
    xgboost === null ? '' : (sigma / xgboost).toFixed(4),
  ])
  return table(['data', 'test log loss: Sigma', 'XGBoost', 'Sigma / XGBoost'], rows)
}

/** What a process that trains once takes. */
export function firstTable(measured: readonly Measured[]): string[] {
  const rows = measured.map(({ title, first: { threads, sigma, xgboost } }) => [
    title,
    String(threads),
    time(totalOf(sigma.times, 'wall')),
    xgboost === null ? notThere : time(totalOf(xgboost.times, 'wall')),
    megabytes(sigma.peak),
    xgboost === null ? '' : megabytes(xgboost.peak),
  ])
  const header = [
    ...['data', 'threads', 'first training of a process: Sigma', 'XGBoost'],
    ...['peak memory of the process: Sigma', 'XGBoost'],
  ]
  return table(header, rows)
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)]
}

export const ratio = (value: number): string => value.toFixed(2)

function time(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(2)} s`
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`
