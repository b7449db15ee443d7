import type { HoursSource } from '../contract/types.ts'
import { SigmaError } from '../core/errors.ts'
import { riskProfiles } from '../core/gate/riskBudget.ts'
import { findBacktest } from '../store/backtests.ts'
import type { Trial } from './backtestRequest.ts'
import type { DataRequest } from './dataRequest.ts'
import type { Parts } from './parts.ts'
import { askedDataSchema, hoursSourceSchema } from './storedRequest.ts'
import { trialOfRun } from './storedTrial.ts'
import type { SubjectRequest } from './subject.ts'

/** A trial that is kept with its run, and what it was done on. */
export interface KeptTrial {
  subject: SubjectRequest
  data: DataRequest
  trial: Trial
  /** As of `trialSha`; null for a run that did not come to an end. */
  sha: string | null
  hoursFrom: HoursSource | null
}

/**
 * The trial of a run, a variant of a sweep or a backtest of its own: fully resolved, with the very matrix or file.
 * @throws NOT_FOUND when there is no such run
 */
export async function keptTrial({ db }: Parts, runId: string): Promise<KeptTrial> {
  const run = await findBacktest(db, runId)
  if (!run) {
    throw new SigmaError('NOT_FOUND', `there is no backtest ${runId}`, {
      next: 'sigma sweep results ID --json lists the runs of a sweep as backtest_run_id',
    })
  }
  const {
    csv,
    columns,
    horizon,
    periods_per_year: periodsPerYear,
  } = askedDataSchema.parse(run.params.data) ?? {}
  const { risk_profile: riskProfile, matrix_sha: matrixSha, model_config_sha: model } = run.lineage ?? {}
  const ofFile = csv !== undefined
  return {
    subject: {
      packId: run.packId,
      ...((!ofFile || model != null) && { modelId: run.modelId }),
      ...(ofFile && { csv }),
      ...profileOf(riskProfile),
    },
    data: {
      ...(ofFile && { csv }),
      ...(columns && { columns }),
      ...(horizon !== undefined && { horizon }),
      ...(periodsPerYear !== undefined && { periodsPerYear }),
      ...(!ofFile && typeof matrixSha === 'string' && { matrixSha }),
    },
    trial: trialOfRun(run),
    sha: run.trialSha,
    hoursFrom: hoursSourceSchema.parse(run.params.hours_from ?? null),
  }
}

function profileOf(text: unknown): Pick<SubjectRequest, 'riskProfile'> {
  const riskProfile = riskProfiles.find((profile) => profile === text)
  return riskProfile === undefined ? {} : { riskProfile }
}

/** @throws CONFLICT when a trial that is done again is another one, because what it is done on changed */
export function checkSame(runId: string, { sha, data }: KeptTrial, again: string): void {
  if (sha === null || sha === again) return
  const what = data.csv === undefined ? 'its data' : `the file ${data.csv}`
  throw new SigmaError('CONFLICT', `${what} changed since the trial ${runId} was done`, {
    next: 'change it back, or start a backtest of its own',
  })
}
