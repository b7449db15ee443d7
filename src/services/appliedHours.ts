import type { HoursSource } from '../contract/types.ts'
import { periodsOfHours } from '../core/backtest/index.ts'
import { invalidParam } from '../core/errors.ts'
import type { PreparedData } from './preparedData.ts'
import type { Subject } from './subject.ts'

/** The hours of New York time whose rows a run uses, and what says so. */
export interface AppliedHours {
  /** Null for all. */
  hours: number[] | null
  /** Null where nothing leaves hours out, and where decisions have no hour. */
  from: HoursSource | null
}

type Held = Pick<PreparedData, 'hours'> & { dataset: Parameters<typeof periodsOfHours>[0] }

/**
 * Hours of a request win. Without any, those that the policy allows, else those that the risk profile allows, of the
 * hours that the matrix was built for; where a matrix has all, of the hours of the model. Daily rows have no hours.
 *
 * @throws INVALID_PARAM when the matrix lacks hours that a request names, or has none that are allowed
 */
export function appliedHours(subject: Subject, asked: number[] | null | undefined, data: Held): AppliedHours {
  if (data.dataset.matrix.hourEt === null) return { hours: null, from: null }
  if (asked !== undefined) {
    checkHeld(asked, data.hours)
    return { hours: asked, from: 'request' }
  }
  const own = ownHours(subject, data)
  const { allowedHours, hoursFrom } = subject.limits
  if (allowedHours === null) return own
  if (own.hours === null) return { hours: allowedHours, from: hoursFrom }
  const hours = own.hours.filter((hour) => allowedHours.includes(hour))
  if (hours.length === 0) throw noneAllowed(subject, own.hours)
  const limits = hours.length < own.hours.length || hours.length === allowedHours.length
  return { hours, from: limits ? hoursFrom : own.from }
}

/** The hours that a matrix was built for, else those that its model names. */
function ownHours({ model }: Subject, { hours: held }: Held): AppliedHours {
  if (held !== null) return { hours: held, from: 'matrix' }
  const hours = model?.config.hours ?? null
  return { hours, from: hours && 'model' }
}

function checkHeld(asked: number[] | null, held: number[] | null): void {
  if (held === null) return
  const missing = asked === null ? ['all others'] : asked.filter((hour) => !held.includes(hour))
  if (missing.length === 0) return
  const issue = `the matrix holds the hours ${held.join(', ')} only, not ${missing.join(', ')}`
  throw invalidParam([{ field: 'allowed_hours', issue }], {
    next: 'build a matrix of these hours with: sigma build --hours',
  })
}

function noneAllowed(subject: Subject, own: number[]): Error {
  const { allowedHours } = subject.limits
  const issue = `${limitWords(subject)} allows the hours ${allowedHours?.join(', ')}, and the data has ${own.join(', ')}`
  return invalidParam([{ field: 'allowed_hours', issue }], {
    next: `say which with --hours, or write risk_budget.allowed_hours into the policy`,
  })
}

/** Tells that rows of the data are left out though nobody asked for it, and what a year of bars then is. */
export function hoursWarnings(subject: Subject, { hours, from }: AppliedHours, { dataset }: Held): string[] {
  const { hourEt } = dataset.matrix
  if (hours === null || hourEt === null) return []
  const warnings: string[] = []
  const periodsPerYear = periodsOfHours(dataset, hours)
  if (periodsPerYear !== dataset.periodsPerYear) {
    warnings.push(
      `${periodsPerYear} periods a year: of the hours ${hours.join(', ')}, whose returns alone are booked`,
    )
  }
  if ((from === 'policy' || from === 'profile') && hourEt.some((hour) => !hours.includes(hour))) {
    warnings.push(
      `allowed_hours: decisions of the hours ${hours.join(', ')} only are used, as ${limitWords(subject)} allows; hours that a request names win`,
    )
  }
  return warnings
}

function limitWords({ limits, riskProfile, packId }: Subject): string {
  return limits.hoursFrom === 'policy' ? 'the policy' : `the risk profile ${riskProfile} of ${packId}`
}
