import { count, day, duration, fixed, percent, plural, two, unknown } from '../figures.ts'
import { html, type Markup } from '../markup.ts'
import { lineageRows, note, pairs, table } from '../page.ts'
import {
  type BacktestExtras,
  type Figure,
  figureOf,
  type Known,
  type ReportedBacktest,
  type TradeColumns,
} from './data.ts'
import { hourTable } from './hours.ts'
import type { YearOfMonths } from './months.ts'
import { nonCausal } from './paths.ts'
import type { TriedThreshold } from './plots.ts'

/** The words for what is not there. */
export function absent<Value>({ value, ...known }: Known<Value>): Markup | null {
  return value === null && 'why' in known ? note(known.why) : null
}

export function keyFigures({ metrics }: ReportedBacktest): Markup {
  const of = (name: string) => figureOf(metrics, name)
  const why = (name: string) => (of(name) === null ? metrics?.unavailable?.[name] : undefined)
  return pairs([
    ['Sharpe a year, net', two(of('sharpe')), why('sharpe')],
    ['Sortino a year, net', two(of('sortino')), why('sortino')],
    ['Return in all, net', percent(of('cum_return')), why('cum_return')],
    ['Return a year, net', percent(of('cagr')), why('cagr')],
    ['Deepest drawdown', percent(of('max_dd')), why('max_dd')],
    ['Calmar', two(of('calmar')), why('calmar')],
    ['Worst twentieth of bars, mean', percent(of('es95'), 2), why('es95')],
    ['Trades', count(of('trades'))],
    ['of them independent', count(of('trades_independent'))],
    ['Winning trades', percent(of('win_rate')), why('win_rate')],
    ['Time in the market', percent(of('exposure')), why('exposure')],
    ['Turnover a day', two(of('turnover')), why('turnover')],
    ['Bars in a year', count(of('periods_per_year'))],
    ['Sessions out of sample', count(of('sessions'))],
  ])
}

export function gateSection({ gate, risk_profile, non_causal }: ReportedBacktest): Markup {
  const warning = non_causal ? note(nonCausal) : null
  if (!gate) {
    const asked = non_causal ? ', since its policy does not ask for it with gate_cv: cpcv' : ''
    return html`<p>No gate has judged this run${asked}.</p>${warning}`
  }
  const reasons = gate.plain ?? gate.reasons.map((code) => code.replaceAll('_', ' '))
  const skipped = gate.not_applied ?? []
  return html`<p>${risk_profile ? `Risk profile ${risk_profile}. ` : null}${
    gate.pass ? 'Every limit that applies is met.' : `${plural(reasons.length, 'limit')} not met:`
  }</p>
${reasons.length > 0 ? html`<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>` : null}
${warning}
${skipped.length > 0 ? html`<p class="note">Not applied: ${skipped.map(({ limit, why }) => `${limit} (${why})`).join('; ')}.</p>` : null}`
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export function monthTable(years: readonly YearOfMonths[]): Markup {
  const cell = (value: number | null): Markup | string => {
    if (value === null) return ''
    // The larger the return, the stronger its colour; the sign is in the text too.
    const strength = Math.min(0.5, Math.abs(value) * 5).toFixed(2)
    const colour = value < 0 ? `rgba(217,119,6,${strength})` : `rgba(59,130,196,${strength})`
    return html`<span style="display:block;margin:-.25rem -.7rem;padding:.25rem .7rem;background:${colour}">${fixed(100 * value, 1)}</span>`
  }
  return table<YearOfMonths>(
    'Compounded net return by month and by year, in %',
    [
      { title: 'Year', cell: ({ year }) => year },
      ...monthNames.map((title, month) => ({
        title,
        number: true,
        cell: ({ months }: YearOfMonths) => cell(months[month]),
      })),
      {
        title: 'Whole year',
        number: true,
        cell: ({ whole }) => html`<strong>${fixed(100 * whole, 1)}</strong>`,
      },
    ],
    years,
  )
}

export function foldTable(run: ReportedBacktest): Markup {
  const { folds = [], config } = run
  const isShare = config?.kind === 'top_pct'
  const flat = folds.filter((fold) => fold.flat && fold.flat_reason)
  return html`${table(
    'Each fold on its own test bars, with the rule that its training part chose',
    [
      { title: 'Fold', cell: ({ fold }) => String(fold + 1) },
      { title: 'Tested from', cell: ({ test_start }) => day(test_start) },
      { title: 'to', cell: ({ test_end }) => day(test_end) },
      { title: 'Trained on', number: true, cell: ({ rows_train }) => count(rows_train) },
      { title: 'Rows', number: true, cell: ({ rows_test }) => count(rows_test) },
      {
        title: isShare ? 'Cut-off' : 'Threshold',
        number: true,
        cell: ({ flat: stayed, chosen, chosen_by_hour: byHour }) =>
          stayed ? 'flat' : byHour ? 'by hour' : fixed(chosen, isShare ? 3 : 2),
      },
      { title: 'Trades', number: true, cell: ({ trades }) => count(trades) },
      { title: 'Sharpe', number: true, cell: ({ sharpe }) => two(sharpe) },
      { title: 'Return', number: true, cell: ({ cum_ret }) => percent(cum_ret) },
      { title: 'Drawdown', number: true, cell: ({ max_dd }) => percent(max_dd) },
      { title: 'Winning', number: true, cell: ({ win_rate }) => percent(win_rate) },
    ],
    folds,
  )}${flat.map(({ fold, flat_reason }) => note(`Fold ${fold + 1} stayed flat: ${flat_reason}.`))}${hourTable(run)}`
}

export function thresholdTable({ result }: ReportedBacktest): Markup {
  const isByHour = result?.threshold_results.some(({ hour }) => hour !== undefined)
  return table(
    'Thresholds on the inner out-of-fold scores of each training part; never on its test fold',
    [
      { title: 'Fold', cell: ({ fold }) => String(fold + 1) },
      ...(isByHour ? [{ title: 'Hour', cell: ({ hour }: TriedThreshold) => String(hour ?? '') }] : []),
      { title: 'Threshold', number: true, cell: ({ thr }) => two(thr) },
      { title: 'Sharpe', number: true, cell: ({ sharpe }) => two(sharpe) },
      { title: 'Trades', number: true, cell: ({ trades }) => count(trades) },
      { title: 'Chosen', cell: ({ chosen }) => (chosen ? html`<strong>chosen</strong>` : '') },
    ],
    result?.threshold_results ?? [],
  )
}

export function costTables({ cost_curve = [], costs = [], options }: ReportedBacktest): Markup {
  const curve =
    cost_curve.length === 0
      ? note(
          options
            ? 'The costs of options are those of their quotes, and no basis points.'
            : 'This run was made before costs were varied; run it again with --force.',
        )
      : table(
          'The same trades at other costs: slippage and commission together',
          [
            { title: 'Costs, bps a side', cell: ({ bps }) => String(bps) },
            { title: 'Net Sharpe', number: true, cell: ({ sharpe }) => two(sharpe) },
          ],
          cost_curve,
        )
  return html`${curve}${table(
    'The same trades at multiples of the costs of this run',
    [
      { title: 'Costs', cell: ({ multiple }) => `${multiple}×` },
      { title: 'Net Sharpe', number: true, cell: ({ sharpe }) => two(sharpe) },
      { title: 'Return', number: true, cell: ({ cum_return }) => percent(cum_return) },
      { title: 'Drawdown', number: true, cell: ({ max_dd }) => percent(max_dd) },
    ],
    costs,
  )}`
}

const shownTrades = 10

/** Of a run over several tickers. */
function tickerColumn({ ticker }: TradeColumns) {
  return ticker ? [{ title: 'Ticker', cell: (place: number) => ticker[place] }] : []
}

export function tradeTables(trades: TradeColumns): Markup {
  const places = trades.net_return.map((_, place) => place)
  const ranked = [...places].sort((a, b) => trades.net_return[b] - trades.net_return[a])
  const columns = [
    {
      title: 'Decided',
      cell: (place: number) => trades.decided[place].replace('T', ' ').replace(/:\d\d(\.000)?Z$/, ' UTC'),
    },
    ...tickerColumn(trades),
    { title: 'Side', cell: (place: number) => (trades.position[place] < 0 ? 'short' : 'long') },
    { title: 'Size', number: true, cell: (place: number) => two(Math.abs(trades.position[place])) },
    { title: 'Net return', number: true, cell: (place: number) => percent(trades.net_return[place], 2) },
    { title: 'State', cell: (place: number) => stateOf(trades, place) },
  ]
  if (places.length <= 2 * shownTrades) return table(`All ${plural(places.length, 'trade')}`, columns, places)
  return html`${table(`The best ${shownTrades} of ${count(places.length)} trades`, columns, ranked.slice(0, shownTrades))}${table(
    `The worst ${shownTrades}`,
    columns,
    ranked.slice(-shownTrades).reverse(),
  )}`
}

function stateOf({ closed, exit }: TradeColumns, place: number): string {
  if (exit !== undefined) return exit[place].replaceAll('_', ' ')
  return place < closed ? 'closed' : 'open at the end'
}

export function trialSection({ statistics, random_entries: random }: ReportedBacktest): Markup {
  if (!statistics) return note('The run has not been assessed.')
  const of = (name: string) => figureOf(statistics, name)
  const needed = of('min_trl')
  const [low = null, high = null] = statistics.sharpe_interval ?? []
  const between = (from: Figure, to: Figure) => (from === null ? unknown : `${two(from)} to ${two(to)}`)
  return pairs([
    ['Sharpe a year, 95 % interval', between(low, high), 'by resampling sessions in blocks'],
    [
      'Entries at random, Sharpe a year',
      between(random?.quantiles?.p05 ?? null, random?.quantiles?.p95 ?? null),
      random?.quantiles
        ? `in 90 % of ${count(random.draws)} draws with the same trades; this run beats ${percent(random.percentile)}`
        : (random?.unavailable ?? 'the run is not compared with them'),
    ],
    ['PSR', two(of('psr')), 'probability that its true Sharpe ratio is above 0'],
    ['DSR', two(of('dsr')), 'the same, after counting everything that was tried on this data'],
    ['Trials on this data', count(of('trials')), 'as of now'],
    ['Trials when it was run', count(of('trials_at_run'))],
    ['worth independent ones', fixed(of('trials_effective'), 1)],
    ['Sharpe per session', fixed(of('sharpe_session'), 4)],
    ['that luck alone would reach', fixed(of('sr_star'), 4)],
    ['Sessions', count(of('sessions'))],
    [
      'Sessions needed (MinTRL)',
      needed === null ? unknown : count(needed),
      'for 95 % certainty that it is above 0',
    ],
    ['Skewness, kurtosis', `${two(of('skewness'))}, ${two(of('kurtosis'))}`],
  ])
}

export function leakageSection({ audit }: ReportedBacktest, { leakage }: BacktestExtras): Markup {
  const audited = audit
    ? html`<p>Look-ahead audit: <strong>passed</strong>. ${audit.checked}</p>${note(audit.not_checked)}`
    : note('No decision was made again from data cut at its time: sigma backtest --audit does that.')
  return html`${scanned(leakage)}${audited}`
}

function scanned(leakage: BacktestExtras['leakage']): Markup | null {
  if (leakage.value === null) return absent(leakage)
  const { verdict, checked, findings } = leakage.value
  const list = findings.map(
    ({ column, verdict: colour, reason }) => html`<li><strong>${colour}</strong> ${column}: ${reason}</li>`,
  )
  return html`<p>Verdict of the scan: <strong>${verdict}</strong>.${findings.length === 0 && checked !== null ? ' No feature was marked.' : null}</p>
${list.length > 0 ? html`<ul>${list}</ul>` : null}
${note(checked ?? 'Only the verdict was kept. sigma preview --csv shows the findings of a file.')}
${note('A scan finds what it looks for. It never shows that there is no leak.')}`
}

export function lineageSection(run: ReportedBacktest): Markup {
  return pairs([
    ['run', html`<code>${run.run_id}</code>`],
    ['created', run.created_at],
    ['returns from', run.options ? 'option quotes' : (run.return_basis ?? unknown)],
    ...lineageRows(run.lineage),
  ])
}

export function configSection({ config, hours_from: from }: ReportedBacktest): Markup {
  const entries = Object.entries(config ?? {}).map(([name, value]): [string, string] => [
    name,
    name === 'allowed_hours' && from
      ? `${valueText(value)} (of the ${hoursSources[from] ?? from})`
      : valueText(value),
  ])
  return entries.length === 0 ? note('The configuration is not known.') : pairs(entries)
}

const hoursSources: Readonly<Record<string, string>> = { profile: 'risk profile' }

/** Settings inside a setting are named one after the other. */
function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return value.map(valueText).join(', ')
  const inside = Object.entries(value).map(([name, one]) => `${name} ${valueText(one)}`)
  return inside.length > 0 ? inside.join(', ') : 'none'
}

export function repeatSection({ command }: BacktestExtras): Markup {
  return html`<pre>${command.line}</pre>${command.notes.map(note)}`
}

/** Rows, fits and seconds; nothing where a run kept no time of its own. */
export function throughput({ folds = [], fits, timings }: ReportedBacktest): string[] {
  const total = timings?.total_ms
  if (total === undefined) return []
  const rows = folds.reduce((sum, fold) => sum + fold.rows_train + fold.rows_test, 0)
  return [
    `${plural(rows, 'row')}${fits === undefined ? '' : `, ${plural(fits, 'fit')}`} in ${duration(total)}`,
  ]
}
