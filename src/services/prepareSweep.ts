import { appliedHours, hoursWarnings } from './appliedHours.ts'
import { bracketWarnings } from './brackets.ts'
import { loadData, withMatrix } from './loadData.ts'
import { optionWarnings } from './optionExecution.ts'
import type { Parts } from './parts.ts'
import { policyWarnings } from './policyChange.ts'
import { resolveSubject } from './subject.ts'
import { checkDataFits, threadsWithinLimit } from './sweepMemory.ts'
import { withSweepOverrides } from './sweepOverrides.ts'
import { sweepPlan } from './sweepPlan.ts'
import { hoursSetsOf, type SweepRequest, triedBy } from './sweepTrials.ts'

/** A request with its data, and all that it will try. @throws whatever is wrong with it */
export async function prepareSweep(parts: Parts, request: SweepRequest) {
  const subject = await resolveSubject(parts, request)
  const asked = await withMatrix(parts, subject, request)
  await checkDataFits(parts, asked)
  const data = await loadData(parts, subject, asked)
  const { request: whole, fromProfile, warnings: ofProfile } = withSweepOverrides(subject, request, data)
  const tried = triedBy(subject, data, whole)
  const hours = appliedHours(subject, hoursSetsOf(whole)[0], data)
  const configs = tried.trials.map(({ config }) => config)
  const fits = threadsWithinLimit(parts, data.dataset.matrix, configs, request)
  const warnings = [
    ...data.warnings,
    ...ofProfile,
    ...optionWarnings(subject, request.options, data.dataset),
    ...hoursWarnings(subject, hours, data),
    ...bracketWarnings(data.dataset, tried.trials[0].execution),
    ...(await policyWarnings(parts, subject)),
    ...fits.warnings,
  ]
  return {
    subject,
    data,
    tried,
    plan: sweepPlan(data, tried),
    /** For its fits; undefined: as many as the pool has. */
    threads: fits.threads,
    fromProfile,
    /** What says which hours are used. */
    hoursFrom: fromProfile.includes('hours') ? ('profile' as const) : hours.from,
    warnings,
  }
}
