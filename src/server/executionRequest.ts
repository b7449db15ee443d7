import type { BacktestRequest as WireBacktest } from '../contract/types.ts'
import type { ExecutionRequest } from '../services/runSettings.ts'
import { given } from './given.ts'

/** How a run of any kind is asked to trade. */
export interface ExecutionFields {
  slippage_bps?: number | null
  commission_bps?: number | null
  size_by_conf?: boolean | null
  conf_cap?: number | null
  momentum_gate?: boolean | null
  momentum_min?: number | null
  momentum_column?: string | null
  allocation?: ExecutionRequest['allocation']
  max_exposure?: number | null
  long_only?: boolean
  brackets?: WireBacktest['brackets']
  options?: WireBacktest['options']
  entry_mode?: WireBacktest['entry_mode']
}

export function toExecutionRequest(body: ExecutionFields): ExecutionRequest {
  return {
    ...given('slippageBps', body.slippage_bps),
    ...given('commissionBps', body.commission_bps),
    ...given('sizeByConfidence', body.size_by_conf),
    ...given('confidenceCap', body.conf_cap),
    ...given('momentumGate', body.momentum_gate),
    ...given('momentumMin', body.momentum_min),
    ...given('momentumColumn', body.momentum_column),
    ...given('allocation', body.allocation),
    ...given('maxExposure', body.max_exposure),
    ...given('longOnly', body.long_only),
    ...given('brackets', bracketsOf(body.brackets)),
    ...given('options', optionsOf(body.options)),
    ...given('entry', entryOf(body.entry_mode)),
  }
}

/** `true` stands for the policy's brackets, values replace some of them; `false` for none. */
function bracketsOf(brackets: WireBacktest['brackets']): ExecutionRequest['brackets'] {
  if (brackets === undefined || brackets === false) return undefined
  if (brackets === true) return {}
  return {
    ...given('atrPeriod', brackets.atr_period),
    ...given('stopMultiple', brackets.atr_mult_stop),
    ...given('targetMultiple', brackets.atr_mult_target),
    ...given('timeStopMinutes', brackets.time_stop_minutes),
    ...given('minRewardRisk', brackets.min_rr),
  }
}

function optionsOf(options: WireBacktest['options']): ExecutionRequest['options'] {
  return (
    options && {
      ...given('riskPerTrade', options.risk_per_trade),
      ...given('minOpenInterest', options.min_oi),
      ...given('minVolatility', options.min_vol),
      ...given('commissionPerContract', options.commission_per_contract),
    }
  )
}

/** `next_session_open` is the existing backend's word for the next open. */
function entryOf(mode: WireBacktest['entry_mode']): ExecutionRequest['entry'] {
  return mode === 'next_session_open' ? 'next_open' : mode
}
