import type { Bars } from '../core/bars/bars.ts'
import { formatDay } from '../core/bars/day.ts'
import type { OverlayPosition } from '../core/options/overlay.ts'
import { type ParityTrade, premiumParity, underlyingParity } from '../core/options/overlayParity.ts'
import type { ListedSignal } from '../store/signals.ts'

/** What a signal and its options would have earned; null without bars after it. */
export interface SignalParity {
  ticker: string
  side: 'long' | 'short'
  symbols: string
  underlying: ParityTrade | null
  premium: ParityTrade | null
}

/** Trades that have ended. Rates are fractions, returns percent; null where there are none. */
export interface UnderlyingParity {
  trades: number
  hit_rate: number | null
  /** In multiples of what the stop risks, over trades that have a stop. */
  avg_rr: number | null
  avg_return_pct: number | null
  stops: number
  timeouts: number
  /** Trades that have not ended yet, which nothing else counts. */
  open: number
}

export interface PremiumParity {
  trades: number
  hit_rate_target: number | null
  hit_rate_stop: number | null
  timeouts: number
  avg_return_pct: number | null
  open: number
}

/** Trades a signal and its options along the bars after it. */
export function parityOf(
  signal: ListedSignal,
  { legs, netDebit, stopValue, targetValue }: OverlayPosition,
  { spot, after, symbols }: { spot: number; after: Bars; symbols: string },
): SignalParity & { risk: number | null } {
  const { side, stopPx: stop, targetPx: target, timeStopMinutes } = signal
  const traded = { isLong: side === 'long', reference: spot, stop, target, timeStopMinutes }
  return {
    ticker: signal.ticker,
    side,
    symbols,
    underlying: underlyingParity(after, traded),
    premium: premiumParity(after, traded, legs, { netDebit, stopValue, targetValue }),
    risk: stop === null ? null : Math.abs(spot - stop),
  }
}

/** Null where no signal has bars after it. */
export function underlyingSummary(
  parities: readonly (SignalParity & { risk: number | null })[],
): UnderlyingParity | null {
  const trades = parities.flatMap(({ underlying, risk }) => (underlying ? [{ ...underlying, risk }] : []))
  if (trades.length === 0) return null
  const ended = trades.filter(({ reason }) => reason !== 'open')
  const multiples = ended.flatMap(({ change, entry, risk }) =>
    risk === null || risk === 0 ? [] : [(change * entry) / risk],
  )
  return {
    trades: ended.length,
    hit_rate: share(ended, 'target'),
    avg_rr: mean(multiples),
    avg_return_pct: meanPercent(ended),
    stops: count(ended, 'stop'),
    timeouts: count(ended, 'time'),
    open: trades.length - ended.length,
  }
}

/** Null where no signal has bars after it. */
export function premiumSummary(parities: readonly SignalParity[]): PremiumParity | null {
  const trades = parities.flatMap(({ premium }) => (premium ? [premium] : []))
  if (trades.length === 0) return null
  const ended = trades.filter(({ reason }) => reason !== 'open')
  return {
    trades: ended.length,
    hit_rate_target: share(ended, 'target'),
    hit_rate_stop: share(ended, 'stop'),
    timeouts: count(ended, 'time'),
    avg_return_pct: meanPercent(ended),
    open: trades.length - ended.length,
  }
}

/** A line for each signal: what became of it and of its options. Prices are per share. */
export function parityCsv(session: number, parities: readonly SignalParity[]): string {
  const lines = parities.map(({ ticker, side, symbols, underlying, premium }) =>
    [
      formatDay(session),
      ticker,
      side,
      symbols.replaceAll(',', ' '),
      ...cells(underlying),
      ...cells(premium),
    ].join(','),
  )
  const ofTrade = (name: string) => ['entry', 'exit', 'reason', 'return'].map((one) => `${name}_${one}`)
  const header = ['date', 'ticker', 'side', 'contracts', ...ofTrade('underlying'), ...ofTrade('premium')]
  return `${[header.join(','), ...lines].join('\n')}\n`
}

function cells(trade: ParityTrade | null): (string | number)[] {
  return trade ? [trade.entry, trade.exit, trade.reason, trade.change] : ['', '', '', '']
}

const count = (trades: readonly ParityTrade[], reason: ParityTrade['reason']): number =>
  trades.filter((trade) => trade.reason === reason).length

const share = (trades: readonly ParityTrade[], reason: ParityTrade['reason']): number | null =>
  trades.length === 0 ? null : count(trades, reason) / trades.length

const meanPercent = (trades: readonly ParityTrade[]): number | null =>
  mean(trades.map(({ change }) => 100 * change))

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
