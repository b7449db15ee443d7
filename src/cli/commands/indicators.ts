import { Command, Option } from 'commander'
import type { Answer } from '../../contract/operations.ts'
import type { IndicatorDetail } from '../../contract/types.ts'
import { invalidParam } from '../../core/errors.ts'
import type { CliContext } from '../context.ts'
import { whole } from '../globals.ts'
import { group } from '../group.ts'
import { lineChart, shortNumber } from '../lineChart.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags, Output } from '../output/output.ts'
import { type WindowOptions, windowOptions } from '../runOptions.ts'
import { lineWidth, pairs, section, wrapped } from '../sections.ts'
import { requestPath, requestSource } from '../workspacePath.ts'

export function indicators(context: CliContext): Command {
  return group('indicators', list(context), show(context), test(context)).addHelpText(
    'after',
    examples('sigma indicators', 'sigma indicators test rsi --param period=7'),
  )
}

function list(context: CliContext): Command {
  const command = new Command('list')
    .description('every indicator, with its parameters')
    .option('--groups', 'names by category and subcategory')
    .option('--search <text>', 'only with this text in name, category or meaning')
    .addHelpText('after', examples('sigma indicators', 'sigma indicators list --groups'))
    .action(async ({ groups, search, ...flags }: ListFlags & { groups?: boolean; search?: string }) => {
      const { output } = context
      const query = { group: groups }
      const body = await context.ask((client) => client.GET('/indicators', { params: { query } }))
      if (groups) {
        output.answer(body, () => groupLines(body, output).join('\n'))
        return
      }
      const wanted = search?.toLowerCase() ?? ''
      const rows = (body.indicators ?? []).filter(({ name, category, doc }) =>
        `${name} ${category} ${doc}`.toLowerCase().includes(wanted),
      )
      const found = { ...body, count: rows.length, indicators: rows, rows }
      output.list(
        found,
        {
          columns: [
            { field: 'name', title: 'indicator', rank: 0 },
            { field: 'category', rank: 2 },
            {
              field: 'params',
              title: 'parameters',
              rank: 3,
              clip: true,
              show: (value) => [value].flat().join(', '),
            },
            { field: 'doc', title: 'meaning', rank: 1, clip: true },
          ],
          whenEmpty: 'No such indicator. All of them: sigma indicators',
        },
        flags,
      )
    })
  return listOptions(command)
}

function groupLines({ groups = {} }: Answer<'getIndicators'>, output: Output): string[] {
  return Object.entries(groups)
    .flatMap(([category, parts]) =>
      section(output.paint, category, pairs(Object.entries(parts), lineWidth(output))),
    )
    .slice(1)
}

function show(context: CliContext): Command {
  return new Command('show')
    .description('meaning, formula, source, parameters and outputs, with a chart on the sample bars')
    .argument('<name>', 'name of the indicator')
    .addHelpText('after', examples('sigma indicators show rsi', 'sigma indicators show macd --json'))
    .action(async (name: string) => {
      const { output } = context
      const body = await context.ask((client) =>
        client.GET('/indicators/{name}', { params: { path: { name } } }),
      )
      const chart = output.json ? [] : await sampleChart(context, body)
      output.answer(body, () => [...detailLines(body, output), ...chart].join('\n'))
      const held = body.needs.every((need) => ofBars.includes(need))
      output.note(`next: sigma indicators test ${body.name} --source ${held ? 'sample' : 'synthetic'}`)
    })
}

function detailLines(body: IndicatorDetail, output: Output): string[] {
  const params = body.params.map((param) => [param.name, parameterText(param)] as const)
  const facts = Object.entries({
    formula: body.formula,
    source: body.source,
    units: body.units,
    group: `${body.category}, ${body.subcategory}`,
    'also named': body.aliases?.join(', '),
    needs: body.needs.join(', '),
    'warm-up': body.warm_up === undefined ? undefined : `${body.warm_up} bars`,
    outputs: body.outputs.join(', '),
  })
  const width = lineWidth(output)
  return [
    output.paint.bold(body.name),
    ...wrapped(body.doc, width),
    '',
    ...pairs(facts, width),
    ...section(output.paint, 'parameters', pairs(params, width)),
  ]
}

function parameterText({
  default: fallback,
  min,
  max,
  integer,
  choices,
}: IndicatorDetail['params'][number]): string {
  const kind = integer ? 'whole, ' : ''
  const bounds =
    choices !== undefined
      ? `one of ${choices.join(', ')}`
      : min !== undefined && max !== undefined
        ? `${kind}${min} to ${max}`
        : min !== undefined
          ? `${kind}at least ${min}`
          : max !== undefined
            ? `${kind}at most ${max}`
            : kind.replace(', ', '')
  const given = fallback === undefined || fallback === null ? 'no default' : `default ${fallback}`
  return bounds === '' ? given : `${given}; ${bounds}`
}

const chartHeight = 6
/** Bars of the chart: two years of sessions, enough to see how an indicator moves. */
const chartBars = 504

/** What bars hold; whatever else an indicator needs, the bundled ones do not have. */
const ofBars = ['open', 'high', 'low', 'close', 'volume']

/** The first output with the default parameters over the last sample bars, or over made-up ones where it needs more. */
async function sampleChart(
  context: CliContext,
  { name, outputs, needs }: IndicatorDetail,
): Promise<string[]> {
  const { output } = context
  const onBars = needs.every((need) => ofBars.includes(need))
  const hourly = needs.includes('option_trades') || needs.includes('five_minute_bars')
  const bars = onBars
    ? ({ source: 'sample' } as const)
    : ({
        source: 'synthetic',
        start: '2023-01-03',
        end: '2024-12-31',
        cadence: hourly ? 'hourly' : 'daily',
      } as const)
  const body = await context.ask((client) => client.POST('/indicators/compute', { body: { name, ...bars } }))
  const column = outputs.find((one) => body.columns[one] !== undefined) ?? Object.keys(body.columns)[0]
  const values = (body.columns[column] ?? []).slice(-chartBars)
  const lines = lineChart(values, { width: Math.min(output.width, 90) - 2, height: chartHeight })
  if (lines.length === 0) return ['', 'no chart: on the sample bars, which are daily, it has no value']
  const dates = body.ts.slice(-chartBars)
  const last = values.findLast((value) => value !== null)
  const span = `${dates[0].slice(0, 10)} to ${dates[dates.length - 1].slice(0, 10)}`
  const whose = onBars ? 'the sample bars' : `synthetic ${hourly ? 'hourly' : 'daily'} bars`
  const heading = `${column} on ${whose}, ${span}${last == null ? '' : `, last ${shortNumber(last)}`}`
  return section(output.paint, heading, lines)
}

interface TestOptions extends WindowOptions, Pick<ListFlags, 'columns' | 'sort'> {
  param?: Record<string, unknown>
  csv?: string
  source?: string
  ticker?: string
  cadence?: '5m' | '15m' | 'hourly' | 'daily'
  last?: number
}

function test(context: CliContext): Command {
  const command = new Command('test')
    .description('the values of one indicator on bars')
    .argument('<name>', 'name of the indicator')
    .option('--param <name=value>', 'a parameter; repeat it for more', parameter)
    .option('--csv <file>', 'file of bars: date or ts, open, high, low, close, volume')
    .option('--source <name>', 'sample, synthetic, csv:FILE or parquet:FILE (default: sample)')
    .option('--ticker <symbol>', 'ticker of the source')
    .addOption(
      new Option('--cadence <length>', 'length of the bars (default: daily)').choices([
        '5m',
        '15m',
        'hourly',
        'daily',
      ]),
    )
    .option('--last <n>', 'only the last bars (default: 20 on a terminal, else all)', whole(1))
    .option('--columns <names>', 'columns to show, comma-separated')
    .option('--sort <column>', 'column to sort by; -column for descending')
  return windowOptions(command)
    .addHelpText(
      'after',
      examples(
        'sigma indicators test rsi --param period=7',
        'sigma indicators test macd --start 2020-01-02 --json',
      ),
    )
    .action(
      async (
        name: string,
        { param, csv, source, ticker, cadence, start, end, last, ...flags }: TestOptions,
      ) => {
        const { output, workspace } = context
        if (csv !== undefined && source !== undefined) {
          throw invalidParam([{ field: '--source', issue: 'cannot be given beside --csv' }], {
            next: 'give one of them',
          })
        }
        const bars =
          csv === undefined
            ? { source: requestSource(workspace, source) ?? 'sample' }
            : { csv: requestPath(workspace, csv) }
        const body = { name, params: param, ...bars, ticker, cadence, start, end }
        const { ok, ts, columns } = await context.ask((client) =>
          client.POST('/indicators/compute', { body }),
        )
        const from = firstShown(ts.length, last, output)
        if (output.json) {
          const shown = Object.fromEntries(
            Object.entries(columns).map(([key, values]) => [key, values.slice(from)]),
          )
          output.answer({ ok, ts: ts.slice(from), columns: shown }, () => '')
          return
        }
        const names = Object.keys(columns)
        const rows = ts.slice(from).map((time, i) => ({
          ts: time,
          values: names.map((key) => columns[key][from + i]),
        }))
        output.list(
          { rows },
          {
            columns: [
              { field: 'ts', rank: 0 },
              ...names.map((title, i) => ({
                field: `values.${i}`,
                title,
                align: 'right' as const,
                rank: i + 1,
                show: shownValue,
              })),
            ],
            whenEmpty: 'no bars in this window',
          },
          flags,
        )
        if (from > 0 && last === undefined)
          output.note(`the last ${ts.length - from} of ${ts.length} bars; --last N shows more`)
      },
    )
}

/** A table of thousands of bars is no use on a screen; a file or a program gets them all. */
function firstShown(
  count: number,
  last: number | undefined,
  { isTerminal, json }: { isTerminal: boolean; json: boolean },
): number {
  const wanted = last ?? (isTerminal && !json ? 20 : count)
  return Math.max(0, count - wanted)
}

const shownValue = (value: unknown): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(8))) : ''

/** `name=value`, with numbers and truth values read as such. */
export function parameter(text: string, earlier: Record<string, unknown> = {}): Record<string, unknown> {
  const [, name, value] = text.match(/^\s*([A-Za-z0-9_]+)\s*=\s*(.*?)\s*$/) ?? []
  if (name === undefined)
    throw invalidParam([{ field: '--param', issue: `expected NAME=VALUE, got "${text}"` }])
  if (name in earlier) throw invalidParam([{ field: '--param', issue: `${name} is given twice` }])
  return { ...earlier, [name]: parameterValue(value) }
}

function parameterValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return text !== '' && Number.isFinite(number) ? number : text
}
