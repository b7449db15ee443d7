import type { MatrixPreview } from '../../contract/types.ts'
import { balanceText } from './buildText.ts'
import { count, day, fixed, plural, wrap } from './format.ts'
import { leakageLines } from './leakageText.ts'
import type { Output } from './output.ts'

/** What a build would give, on about one screen. */
export function previewText(preview: MatrixPreview, output: Output): string {
  const sections = [
    heading(preview, output),
    checkTable(preview, output),
    facts(preview, output),
    leakage(preview, output),
  ]
  return sections.filter((section) => section !== '').join('\n\n')
}

function heading(
  { rows, labelled_rows, features, window: period }: MatrixPreview,
  { paint, width }: Output,
): string {
  const span = period?.start ? ` from ${day(period.start)} to ${day(period.end)}` : ''
  const labelled = labelled_rows === undefined ? '' : `, ${count(labelled_rows)} of them labelled`
  const shown = features.slice(0, featuresShown).join(', ')
  const more = features.length - featuresShown
  return [
    paint.bold(
      wrap(`${plural(rows, 'row')}${span}${labelled}; ${plural(features.length, 'feature')}`, width),
    ),
    wrap(more > 0 ? `${shown} and ${more} more` : shown, width),
  ].join('\n')
}

const featuresShown = 60

function checkTable(preview: MatrixPreview, output: Output): string {
  const { monotonic_time, non_negative_vol, session_alignment, iv_sanity } = preview.qa
  const { fail, warn, coverage_by_hour = [] } = preview
  const rows = [
    {
      check: 'time order',
      ok: monotonic_time.ok,
      detail: `${plural(monotonic_time.violations ?? 0, 'row')} not after the row before`,
    },
    {
      check: 'volume',
      ok: non_negative_vol.ok,
      detail: outsideText(non_negative_vol.neg_pct, 'negative', non_negative_vol.checked),
    },
    {
      check: 'session hours',
      ok: session_alignment.ok,
      detail:
        coverage_by_hour.length === 0
          ? 'daily rows have none'
          : `${fixed(1)(session_alignment.off_pct)} % of the rows outside 9 to 16`,
    },
    {
      check: 'implied vol',
      ok: iv_sanity.ok,
      detail: outsideText(iv_sanity.out_of_range_pct, 'outside 0 to 5', iv_sanity.checked),
    },
    { check: 'missing', ok: fail.length === 0, warns: warn.length > 0, detail: missingText(fail, warn) },
  ]
  const { green, yellow, red } = output.paint
  const result = ({ ok, warns = false }: { ok: boolean; warns?: boolean }): string =>
    ok ? (warns ? yellow('warn') : green('ok')) : red('fail')
  return output.table(
    rows.map((row) => ({ ...row, result: result(row) })),
    [
      { field: 'check', rank: 0 },
      { field: 'result', rank: 0 },
      { field: 'detail', rank: 0, clip: true },
    ],
  )
}

function outsideText(pct: number | undefined, what: string, checked: string[] | number | undefined): string {
  const columns = Array.isArray(checked) ? checked.length : (checked ?? 0)
  return columns === 0 ? 'no such column' : `${fixed(1)(pct)} % ${what} in ${plural(columns, 'column')}`
}

function missingText(fail: readonly string[], warn: readonly string[]): string {
  const parts = [
    ...(fail.length > 0 ? [`30 % or more: ${fail.join(', ')}`] : []),
    ...(warn.length > 0 ? [`10 % or more: ${warn.join(', ')}`] : []),
  ]
  return parts.length === 0 ? 'no feature in 10 % of the rows or more' : parts.join('; ')
}

/** A line for each thing that is told, its name in front. */
function facts(preview: MatrixPreview, output: Output): string {
  const lines: [string, string][] = [
    ['labels', balanceText(preview)],
    ['missing', missingShares(preview)],
    ['hours', hoursText(preview)],
    ['alike', alikeText(preview)],
    [preview.correlation?.columns[0] ?? '', outcomeText(preview)],
    ['drift', driftText(preview)],
  ]
  return lines
    .filter(([, text]) => text !== '')
    .map(([name, text]) => wrap(`${name.padEnd(indent.length)}${text}`, output.width, indent))
    .join('\n')
}

const indent = ' '.repeat(10)
const shown = 4

function missingShares({ nan_stats }: MatrixPreview): string {
  const missing = [...nan_stats].sort((a, b) => b.nan_pct - a.nan_pct).filter(({ nan_pct }) => nan_pct > 0)
  if (missing.length === 0) return 'nothing'
  const named = missing.slice(0, shown).map(({ column, nan_pct }) => `${column} ${fixed(2)(nan_pct)} %`)
  return `${named.join(', ')}${missing.length > shown ? ` and ${missing.length - shown} more` : ''}`
}

function hoursText({ coverage_by_hour = [] }: MatrixPreview): string {
  return coverage_by_hour.map(({ hour, rows }) => `${hour}: ${count(rows)}`).join(', ')
}

/** Pairs of features that say nearly the same. */
function alikeText({ correlation }: MatrixPreview): string {
  const pairs = correlation?.pairs ?? []
  return pairs
    .slice(0, shown)
    .map(({ a, b, rho }) => `${a} and ${b} ${fixed(2)(rho)}`)
    .join(', ')
}

/** The features that go most with what is to be foreseen. */
function outcomeText({ correlation }: MatrixPreview): string {
  if (!correlation) return ''
  const { columns, rho } = correlation
  const known = columns.slice(1).flatMap((column, i) => {
    const value = rho[0]?.[i + 1]
    return value == null ? [] : [{ column, value }]
  })
  return known
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, shown)
    .map(({ column, value }) => `${column} ${fixed(2)(value)}`)
    .join(', ')
}

function driftText({ drift_summary }: MatrixPreview): string {
  if (!drift_summary) return ''
  const { periods, columns } = drift_summary
  return columns
    .flatMap(({ column, z = [], shift }) => {
      const place = z.findIndex((value) => value !== null && Math.abs(value) === shift)
      return shift === null || place < 0
        ? []
        : [{ column, value: z[place], shift, label: periods[place].label }]
    })
    .sort((a, b) => b.shift - a.shift)
    .slice(0, shown)
    .map(({ column, value, label }) => `${column} ${fixed(1)(value)} sd (${label})`)
    .join(', ')
}

function leakage({ leakage }: MatrixPreview, output: Output): string {
  if (!leakage) return ''
  return [...leakageLines(leakage, output), wrap(leakage.checked, output.width)].join('\n')
}
