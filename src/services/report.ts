import { SigmaError } from '../core/errors.ts'
import type { BacktestExtras, ReportedBacktest } from '../report/backtest/data.ts'
import type { ReportedSweep } from '../report/sweepFacts.ts'
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
  return pictureAs(format, await backtestPicture(run, extras))
}

/** The report of a sweep; a picture is the equity of its best variant. */
export async function drawSweep(
  format: 'html' | 'svg' | 'png',
  sweep: ReportedSweep,
): Promise<string | Uint8Array> {
  const { sweepPage, sweepPicture } = await import('../report/sweepPage.ts')
  if (format === 'html') return sweepPage(sweep)
  const picture = await sweepPicture(sweep)
  return pictureAs(format, picture ?? nothingToDraw('no returns are stored for a variant of this sweep'))
}

/** The card of a sweep, which is no model: it is written when it is asked for, and not kept with one. */
export async function writeSweepCard(sweep: ReportedSweep): Promise<string> {
  const { sweepCard } = await import('../report/sweepCard.ts')
  return sweepCard(sweep)
}

/** The report of a training; a picture is that of its features by importance, or else of its reliability. */
export async function drawTraining(
  format: 'html' | 'svg' | 'png',
  run: ReportedTraining,
): Promise<string | Uint8Array> {
  const { trainPage, trainPicture } = await import('../report/trainPage.ts')
  if (format === 'html') return trainPage(run)
  const picture = await trainPicture(run)
  return pictureAs(
    format,
    picture ?? nothingToDraw('this training measured neither importances nor reliability'),
  )
}

async function pictureAs(format: 'svg' | 'png', picture: string): Promise<string | Uint8Array> {
  if (format === 'svg') return picture
  const { renderPng } = await import('../report/png.ts')
  return renderPng(picture)
}

function nothingToDraw(why: string): never {
  throw new SigmaError('UNPROCESSABLE', `there is nothing to draw: ${why}`, {
    next: 'ask for html or json',
  })
}
