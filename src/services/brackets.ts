import type { ConfigTuple } from '../contract/types.ts'
import type { Brackets, Execution } from '../core/backtest/index.ts'
import { minutesOf } from '../core/bars/sessionGaps.ts'
import { type FieldError, invalidParam } from '../core/errors.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import type { ExecutionPolicy } from '../core/policy/effective.ts'

/** Brackets as a request may ask for them. What is left out is the policy's. */
export interface BracketsRequest extends Partial<Omit<Brackets, 'timeStopMinutes'>> {
  /** 0 or less: no time stop. */
  timeStopMinutes?: number
  /** Least distance of the target in distances of the stop. */
  minRewardRisk?: number
}

/**
 * The brackets of a run. A run has none unless it asks for them. Where the policy switches its own off, a run must give
 * values, and has no time stop unless it says so.
 *
 * @throws INVALID_PARAM when the policy's are off or of a kind that is not simulated, or promise less than they ask for
 */
export function bracketsOf(policy: ExecutionPolicy['brackets'], asked: BracketsRequest): Brackets {
  const brackets: Brackets = {
    atrPeriod: asked.atrPeriod ?? policy.atr_period,
    stopMultiple: asked.stopMultiple ?? policy.atr_mult_stop,
    targetMultiple: asked.targetMultiple ?? policy.atr_mult_target,
    timeStopMinutes: positiveOrNull(asked.timeStopMinutes ?? (policy.enabled ? policy.time_stop_minutes : 0)),
  }
  const faults = policyFaults(policy, asked)
  const least = asked.minRewardRisk ?? policy.min_rr
  const ratio = brackets.targetMultiple / brackets.stopMultiple
  if (ratio < least) {
    const issue = `is ${least}, and a target of ${brackets.targetMultiple} to a stop of ${brackets.stopMultiple} is ${Number(ratio.toFixed(4))}: no signal would be taken`
    faults.push({ field: 'brackets.min_rr', issue })
  }
  if (faults.length > 0) {
    throw invalidParam(faults, {
      next: 'give values that can be simulated, or leave out brackets',
    })
  }
  return brackets
}

function policyFaults(
  { enabled, mode, regime_adjust }: ExecutionPolicy['brackets'],
  asked: BracketsRequest,
): FieldError[] {
  const isOff = !enabled && Object.keys(asked).length === 0
  return [
    ...(isOff
      ? [
          {
            field: 'brackets',
            issue: 'the policy switches its own off, so that atr_mult_stop and atr_mult_target must be given',
          },
        ]
      : []),
    ...(mode === 'atr'
      ? []
      : [{ field: 'brackets.mode', issue: `of the policy is ${mode}; only atr is simulated` }]),
    ...(regime_adjust
      ? [
          {
            field: 'brackets.regime_adjust',
            issue: 'of the policy is on; only fixed multiples are simulated',
          },
        ]
      : []),
  ]
}

/** What of a run's brackets may surprise. */
export function bracketWarnings(
  { bars: alone, panel }: Pick<Dataset, 'bars' | 'panel'>,
  { brackets }: Pick<Execution, 'brackets'>,
): string[] {
  const bars = alone ?? panel?.at(0)
  const minutes = brackets?.timeStopMinutes ?? null
  if (bars === undefined || minutes === null || minutes >= minutesOf(bars)) return []
  return [
    `brackets: a time stop of ${minutes} minutes is shorter than a bar of ${minutesOf(bars)}: positions leave at the close of the bar that they enter in`,
  ]
}

const positiveOrNull = (minutes: number): number | null => (minutes > 0 ? minutes : null)

/**
 * Brackets as answers show them, to be asked for again whatever the policy says then: every value is written out, and
 * what the target promises was checked when they were first asked for.
 */
export function bracketsTuple(brackets: Brackets | undefined): Pick<ConfigTuple, 'brackets'> {
  if (!brackets) return {}
  const { atrPeriod, stopMultiple, targetMultiple, timeStopMinutes } = brackets
  return {
    brackets: {
      atr_period: atrPeriod,
      atr_mult_stop: stopMultiple,
      atr_mult_target: targetMultiple,
      time_stop_minutes: timeStopMinutes ?? 0,
      min_rr: 0,
    },
  }
}
