import type { GateDetail } from './gate.ts'

/**
 * Says in a sentence or two why a limit was not met, with the numbers and what they mean.
 * `code` is one of a gate's reasons, `detail` the entry of `details` that carries it.
 */
export function plainReason(code: string, { limit, observed, required }: Omit<GateDetail, 'code'>): string {
  if (code === 'leakage_flagged') {
    return 'The leakage scan marked a feature red: it moves with future returns as only a leak does. Mend or drop the feature, or list it in the pack with a reason.'
  }
  if (code === 'leakage_unavailable') {
    return 'The leakage scan did not run, so the features are not known to be free of obvious leaks.'
  }
  const wording = wordings[limit]
  if (wording === undefined) return `${limit} is ${observed}, required is ${required}.`
  if (typeof observed !== 'number' || typeof required !== 'number') {
    const why = wording.whenMissing ?? 'A longer window or more trades may give it one.'
    return `This run has no value for ${wording.name}, so that its limit (${required}) could not be checked. ${why}`
  }
  return wording.say(...tellApart(observed, required, wording.unit ?? plain))
}

interface Wording {
  name: string
  /** The sentence, from the observed and the required value as text. */
  say: (observed: string, required: string) => string
  unit?: (value: number, digits: number) => string
  /** Why the figure may be missing, and what to do. */
  whenMissing?: string
}

const noSpread = 'It needs returns that differ from one another: a run that never trades has none.'

const wordings: Record<string, Wording> = {
  min_trades: {
    name: 'the number of trades',
    say: (got, least) =>
      `It made ${got} trades, at least ${least} are required: with fewer, luck looks like skill.`,
  },
  min_trades_per_year: {
    name: 'trades per year',
    say: (got, least) =>
      `It made ${got} trades a year, at least ${least} are required: with fewer, luck looks like skill.`,
  },
  max_drawdown_pct: {
    name: 'the deepest drawdown',
    unit: percent,
    say: (got, most) => `It once stood ${got} below its highest value so far, at most ${most} is allowed.`,
  },
  es95_mult: {
    name: 'the worst trades against the mean loss',
    say: (got, most) =>
      `Its worst twentieth of trades lost ${got} times the mean loss, at most ${most} times is allowed: a few trades undo many.`,
  },
  losing_trades: {
    name: 'the number of losing trades',
    say: (got, least) =>
      `Only ${got} trades lost money, at least ${least} are needed to judge how bad the bad ones are. Use a longer window.`,
  },
  spread_pct_max: {
    name: 'the median spread',
    unit: percent,
    say: (got, most) =>
      `Half of its option quotes had a spread of ${got} of the mid price or more, at most ${most} is allowed.`,
    whenMissing: 'It needs option quotes with a bid and an ask.',
  },
  oi_min: {
    name: 'the least open interest',
    say: (got, least) =>
      `It traded a contract with an open interest of ${got}, at least ${least} is required.`,
    whenMissing: 'It needs the open interest of the contracts traded.',
  },
  volume_min: {
    name: 'the least volume',
    say: (got, least) => `It traded a contract with a volume of ${got}, at least ${least} is required.`,
    whenMissing: 'It needs the volume of the contracts traded.',
  },
  fill_rate_min: {
    name: 'the fill rate',
    unit: percent,
    say: (got, least) => `Only ${got} of the trades it wanted were filled, at least ${least} is required.`,
    whenMissing: 'A run that wanted no trade has none.',
  },
  sharpe_min: {
    name: 'the Sharpe ratio',
    say: (got, least) => `Its Sharpe ratio is ${got} a year after costs, at least ${least} is required.`,
    whenMissing: noSpread,
  },
  calmar_min: {
    name: 'the Calmar ratio',
    say: (got, least) =>
      `Its growth per year is ${got} times its deepest drawdown, at least ${least} times is required.`,
    whenMissing: 'A run without any drawdown has none.',
  },
  min_sessions: {
    name: 'the number of sessions',
    say: (got, least) =>
      `It was tested over ${got} sessions, at least ${least} are required. Use a longer window.`,
  },
  adv_bps_max: {
    name: 'the share of the daily traded value',
    unit: (value, digits) => `${plain(value, digits)} bps`,
    say: (got, most) =>
      `Its trades are ${got} of the value traded in a day, at most ${most} is allowed: larger ones move the price.`,
    whenMissing: 'It needs the volume of the bars.',
  },
  turnover_max: {
    name: 'the turnover',
    say: (got, most) =>
      `It trades ${got} times its capital a day, at most ${most} times is allowed: costs would eat the gain.`,
  },
  margin_usage_max: {
    name: 'the margin in use',
    unit: percent,
    say: (got, most) => `It used up to ${got} of the margin of its account, at most ${most} is allowed.`,
    whenMissing: 'It needs an account with margin.',
  },
  dsr_min: {
    name: 'the deflated Sharpe ratio',
    unit: percent,
    say: (got, least) =>
      `Counting everything that was tried, the probability that its Sharpe ratio is more than luck is ${got}, at least ${least} is required.`,
    whenMissing: noSpread,
  },
  oos_loss_probability_max: {
    name: 'the out-of-sample loss probability',
    unit: percent,
    say: (got, most) =>
      `In ${got} of the ways to split the sample, the variant that looked best lost money on the rest; at most ${most} is allowed.`,
    whenMissing: 'It needs 120 sessions that all variants share.',
  },
  pbo_max: {
    name: 'the probability of backtest overfitting',
    unit: percent,
    say: (got, most) =>
      `In ${got} of the ways to split the sample, the variant that looked best was among the worse half on the rest; at most ${most} is allowed.`,
    whenMissing: 'It needs 120 sessions that all variants share.',
  },
}

/** Both numbers with as few digits as show which is larger: 25.01 % against 25 %, never 25 % against 25 %. */
function tellApart(
  observed: number,
  required: number,
  write: (value: number, digits: number) => string,
): [string, string] {
  let digits = 1
  while (digits < 12 && write(observed, digits) === write(required, digits)) digits++
  const enough = Math.max(digits, 2)
  return [write(observed, enough), write(required, enough)]
}

function percent(value: number, digits: number): string {
  return `${plain(100 * value, digits)} %`
}

function plain(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)))
}
