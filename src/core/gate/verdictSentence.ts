import { thousands } from '../thousands.ts'
/** What a verdict is said of. */
export interface Judged {
  /** Null: no gate has judged the run. */
  gate: { pass: boolean; reasons: readonly string[] } | null
  riskProfile: string | null
  /** Annualised, net. */
  sharpe: number | null
  /** Net, as a fraction. */
  cumReturn: number | null
  trades: number | null
  sessions: number | null
  /** Probability that the Sharpe ratio is more than luck, after counting the trials. */
  dsr: number | null
  trials: number | null
}

/** The verdict on a backtest in one sentence: what the gate says, and the figures that it rests on. */
export function verdictSentence(run: Judged): string {
  const { gate, riskProfile } = run
  const name = riskProfile ? `the ${riskProfile} gate` : 'its gate'
  if (run.trades === 0) {
    return gate
      ? `${gate.pass ? 'Passes' : 'Fails'} ${name}: it never traded, so nothing is known of its returns.`
      : 'Not judged by a gate: it never traded, so nothing is known of its returns.'
  }
  const head =
    gate === null ? 'Not judged by a gate' : gate.pass ? `Passes ${name}` : failing(name, gate.reasons)
  return `${head}: ${figures(run)}.`
}

function failing(name: string, reasons: readonly string[]): string {
  if (reasons.length === 0) return `Fails ${name}`
  const named = reasons.map((code) => code.replaceAll('_', ' '))
  return `Fails ${name} (${named.join(', ')})`
}

function figures({ sharpe, cumReturn, trades, sessions, dsr, trials }: Judged): string {
  const parts = [
    sharpe === null
      ? 'its Sharpe ratio is undefined'
      : `a Sharpe ratio of ${fixed(sharpe, 2)} a year net of costs`,
    ...(cumReturn === null ? [] : [`${fixed(100 * cumReturn, 1)} % in all`]),
    ...(trades === null ? [] : [`${thousands(trades)} ${trades === 1 ? 'trade' : 'trades'}`]),
    ...(sessions === null ? [] : [`${thousands(sessions)} sessions out of sample`]),
  ]
  if (dsr === null) return parts.join(', ')
  const counted =
    trials === null
      ? 'everything that was tried'
      : `${thousands(trials)} ${trials === 1 ? 'trial' : 'trials'}`
  return `${parts.join(', ')}, and a probability of ${fixed(100 * dsr, 0)} % that it is more than luck after counting ${counted}`
}

/** Without a minus before nothing. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits)
  return /^-0(\.0+)?$/.test(text) ? text.slice(1) : text
}
