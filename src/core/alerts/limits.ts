/** What a policy allows a model to raise. Null: as much as it likes. */
export interface AlertLimits {
  /** After a signal in a ticker, none in it for this long. */
  cooldownMinutes: number | null
  /** Of all tickers together, in one session. */
  tradesPerDay: number | null
}

/** A signal as far as its limits look at it. */
export interface RaisedSignal {
  /** Decision time, milliseconds UTC. */
  ts: number
  ticker: string
}

export type HeldBackReason = 'cooldown' | 'max_trades_per_day'

export interface LimitedSignals<Signal> {
  raised: Signal[]
  heldBack: { signal: Signal; reason: HeldBackReason }[]
}

const minuteMs = 60_000

/**
 * The signals of a session that its policy lets through: in the order of their times, of one time those of the highest
 * score first, then by ticker. One that is held back starts no cooldown and uses up no trade.
 *
 * @param known signals of the session that were raised before; one of the same ticker and time is let through again
 */
export function limitSignals<Signal extends RaisedSignal & { score: number }>(
  signals: readonly Signal[],
  known: readonly RaisedSignal[],
  { cooldownMinutes, tradesPerDay }: AlertLimits,
): LimitedSignals<Signal> {
  const raised: Signal[] = []
  const heldBack: LimitedSignals<Signal>['heldBack'] = []
  const all = [...known]
  const cooldown = (cooldownMinutes ?? 0) * minuteMs
  for (const signal of [...signals].sort(inOrder)) {
    const same = (other: RaisedSignal) => other.ticker === signal.ticker && other.ts === signal.ts
    if (all.some(same)) raised.push(signal)
    else if (all.some((other) => isWithin(cooldown, other, signal))) {
      heldBack.push({ signal, reason: 'cooldown' })
    } else if (tradesPerDay !== null && all.length >= tradesPerDay) {
      heldBack.push({ signal, reason: 'max_trades_per_day' })
    } else {
      raised.push(signal)
      all.push(signal)
    }
  }
  return { raised, heldBack }
}

function inOrder(a: RaisedSignal & { score: number }, b: RaisedSignal & { score: number }): number {
  return a.ts - b.ts || b.score - a.score || (a.ticker < b.ticker ? -1 : 1)
}

/** Of either side: a signal that was raised later must not be followed backwards either. */
function isWithin(cooldown: number, raised: RaisedSignal, { ticker, ts }: RaisedSignal): boolean {
  return raised.ticker === ticker && Math.abs(ts - raised.ts) < cooldown
}
