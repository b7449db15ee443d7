import { SigmaError } from '../core/errors.ts'
import type { BacktestExtras, ReportedBacktest } from '../report/backtest/data.ts'
import type { ReportedSweep } from '../report/sweepPage.ts'
import type { ReportedTraining } from '../report/trainPage.ts'
import type { Parts } from './parts.ts'
import { findBacktest, findBuild, findSweep, findTraining } from './runs.ts'

// The report layer, and Vega with it, is loaded when the first report is drawn.

/** What kind of run has this id. Throws NOT_FOUND for an unknown one, and INVALID_PARAM for a build. */
export async function reportedKind(parts: Parts, id: string): Promise<'backtest' | 'sweep' | 'train'> {
  if (await findBacktest(parts, id)) return 'backtest'
  if (await findSweep(parts, id)) return 'sweep'
  if (await findTraining(parts, id)) return 'train'
  if (await findBuild(parts, id)) {
    throw new SigmaError(
      'INVALID_PARAM',
      `${id} is a build: reports are of backtests, sweeps and trainings`,
      {
        next: 'sigma preview MODEL --plots DIR draws what is in a matrix',
      },
    )
  }
  throw new SigmaError('NOT_FOUND', `there is no run ${id}`, {
    next: 'sigma runs backtest, sigma sweep list and sigma runs train list them',
  })
}

/** The report of a backtest as an HTML page or as one picture; a PNG picture comes as bytes. */
export async function drawBacktest(
  format: 'html' | 'svg' | 'png',
  run: ReportedBacktest,
  extras: BacktestExtras,
): Promise<string | Uint8Array> {
  const { backtestPage, backtestPicture } = await import('../report/backtest/backtestPage.ts')
  if (format === 'html') return backtestPage(run, extras)
  const picture = await backtestPicture(run, extras)
  if (format === 'svg') return picture
  const { renderPng } = await import('../report/png.ts')
  return renderPng(picture)
}

export async function drawSweep(sweep: ReportedSweep): Promise<string> {
  const { sweepPage } = await import('../report/sweepPage.ts')
  return sweepPage(sweep)
}

export async function drawTraining(run: ReportedTraining): Promise<string> {
  const { trainPage } = await import('../report/trainPage.ts')
  return trainPage(run)
}
