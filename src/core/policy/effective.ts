import { valueAt } from './faults.ts'
import type { PolicyMap } from './unwrap.ts'

/** How signals are sized, gated and bracketed. Slippage and commission are basis points per side of |change of weight|. */
export interface ExecutionPolicy {
  slippage_bps: number
  commission_bps: number
  size_by_conf: boolean
  /** The largest confidence that sizes a position, 0 to 1. */
  conf_cap: number
  momentum_gate: boolean
  momentum_min: number
  momentum_column: string
  brackets: {
    enabled: boolean
    mode: string
    entry_mode: string
    /** Bars. */
    atr_period: number
    atr_mult_stop: number
    atr_mult_target: number
    time_stop_minutes: number
    /** Smallest reward-to-risk ratio worth taking. */
    min_rr: number
    regime_adjust: boolean
  }
  options: {
    /** Paid for a contract of 100 shares, at entry and at exit. */
    commission_per_contract: number
    selection: {
      target_delta: number
      /** Calendar days to expiry; 0 is the same day, null leaves it open. */
      dte_target: number | null
      min_oi: number
      /** Implied volatility, 0 to 5; null leaves it open. */
      min_vol: number | null
      spread_width: number
      weekly_ok: boolean
    }
  }
}

/** What holds where a policy is silent. */
export const executionDefaults: ExecutionPolicy = {
  slippage_bps: 1,
  commission_bps: 0,
  size_by_conf: false,
  conf_cap: 1,
  momentum_gate: false,
  momentum_min: 0,
  momentum_column: 'momentum_score_total',
  brackets: {
    enabled: true,
    mode: 'atr',
    entry_mode: 'next_session_open',
    atr_period: 14,
    atr_mult_stop: 1.5,
    atr_mult_target: 3,
    time_stop_minutes: 120,
    min_rr: 1,
    regime_adjust: false,
  },
  options: {
    commission_per_contract: 0,
    selection: {
      target_delta: 0.35,
      dte_target: null,
      min_oi: 0,
      min_vol: null,
      spread_width: 5,
      weekly_ok: true,
    },
  },
}

/**
 * What holds where the policy of a signal is silent: brackets of signals are nearer than those of backtests, as they have
 * been in the existing system.
 */
export const signalDefaults: ExecutionPolicy = {
  ...executionDefaults,
  brackets: {
    ...executionDefaults.brackets,
    atr_mult_stop: 1.2,
    atr_mult_target: 2,
    time_stop_minutes: 120,
    min_rr: 0,
  },
}

/**
 * The execution of a flat policy with every default filled in. A value of the wrong type counts as absent:
 * `policyFaults` reports it, `guardChecks` warns of it, and a run never gets that far.
 */
export function effectiveExecution(
  policy: PolicyMap,
  defaults: ExecutionPolicy = executionDefaults,
): ExecutionPolicy {
  const from = (path: string) => valueAt(policy, ['execution', ...path.split('.')])
  const number = (path: string, fallback: number) => finite(from(path)) ?? fallback
  const flag = (path: string, fallback: boolean) => {
    const value = from(path)
    return typeof value === 'boolean' ? value : fallback
  }
  const text = (path: string, fallback: string) => {
    const value = from(path)
    return typeof value === 'string' ? value : fallback
  }
  const { brackets, options, ...root } = defaults
  const { selection } = options
  return {
    slippage_bps: number('slippage_bps', root.slippage_bps),
    commission_bps: number('commission_bps', root.commission_bps),
    size_by_conf: flag('size_by_conf', root.size_by_conf),
    conf_cap: number('conf_cap', root.conf_cap),
    momentum_gate: flag('momentum_gate', root.momentum_gate),
    momentum_min: number('momentum_min', root.momentum_min),
    momentum_column: text('momentum_column', root.momentum_column),
    brackets: {
      enabled: flag('brackets.enabled', brackets.enabled),
      mode: text('brackets.mode', brackets.mode),
      entry_mode: text('brackets.entry_mode', brackets.entry_mode),
      atr_period: number('brackets.atr_period', brackets.atr_period),
      atr_mult_stop: number('brackets.atr_mult_stop', brackets.atr_mult_stop),
      atr_mult_target: number('brackets.atr_mult_target', brackets.atr_mult_target),
      time_stop_minutes: number('brackets.time_stop_minutes', brackets.time_stop_minutes),
      min_rr: number('brackets.min_rr', brackets.min_rr),
      regime_adjust: flag('brackets.regime_adjust', brackets.regime_adjust),
    },
    options: {
      commission_per_contract: number('options.commission_per_contract', options.commission_per_contract),
      selection: {
        target_delta: number('options.selection.target_delta', selection.target_delta),
        dte_target: finite(from('options.selection.dte_target')) ?? selection.dte_target,
        min_oi: number('options.selection.min_oi', selection.min_oi),
        min_vol: finite(from('options.selection.min_vol')) ?? selection.min_vol,
        spread_width: number('options.selection.spread_width', selection.spread_width),
        weekly_ok: flag('options.selection.weekly_ok', selection.weekly_ok),
      },
    },
  }
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
