import { Argument, Command } from 'commander'
import type { ScanRequest } from '../../contract/types.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { followScan } from '../followScan.ts'
import { notNegative, number, whole } from '../globals.ts'
import { names } from '../listArguments.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags } from '../output/output.ts'
import { scanColumns, scanSummary } from '../output/scanTable.ts'
import { type WindowOptions, windowOptions } from '../runOptions.ts'
import { requestPath, requestSource } from '../workspacePath.ts'

type Preset = NonNullable<ScanRequest['preset']>

const presets: readonly Preset[] = ['breakout', 'meanrevert', 'trend', 'squeeze', 'rs', 'highmomo']

interface Options extends ListFlags, WindowOptions {
  model?: string
  pack?: string
  universe?: string
  universeCol?: string
  tickers?: string[]
  source?: string
  top?: number
  indicatorSet?: string
  epsilon?: number
  bosMin?: number
  rsiMin?: number
  rsiMax?: number
  adxMin?: number
  brackets?: boolean
  allowStale?: boolean
  tag?: string
  threads?: number
}

export function scan(context: CliContext): Command {
  const command = new Command('scan')
    .addArgument(new Argument('[preset]', 'what to look for').choices(presets))
    .addHelpText(
      'after',
      examples(
        'sigma scan rs --tickers AAPL,MSFT,NVDA,AMD,QQQ --source synthetic --end 2024-06-28',
        'sigma scan trend --tickers AAPL,MSFT,NVDA,AMD,QQQ --source synthetic --end 2024-06-28 --json',
      ),
    )
    .action(async (_: string | undefined, flags: Options) => {
      const { output } = context
      // The parser has checked it, and does not tell of which type it is.
      const preset = presets.find((name) => name === command.args[0])
      const body = scanRequest(context, preset, flags)
      if (shownOnly(context, { method: 'POST', path: '/scan', body })) return
      const answer = await followScan(context, body, `scanning ${flags.universe ?? 'the universe'}`)
      for (const warning of answer.warnings ?? []) output.note(`note: ${warning}`)
      const whenEmpty = `no ticker passes: ${scanSummary(answer)}`
      output.list({ ...answer, rows: answer.rows ?? answer.top }, { columns: scanColumns, whenEmpty }, flags)
      if (answer.count > 0) output.note(scanSummary(answer))
    })
  windowOptions(command)
    .option('--universe <file>', 'CSV file of tickers, or the name of a list in universes/')
    .option('--universe-col <column>', 'column of the tickers (default: ticker)')
    .option('--tickers <symbols>', 'tickers, instead of a file of them', names)
    .option(
      '--source <name>',
      "synthetic, polygon, csv:bars/{ticker}.csv or parquet: alike (default: the pack's)",
    )
    .option('--top <n>', 'signals at most (default: 50)', whole(1))
    .option('--model <id>', "scanner, instead of the preset's")
    .option('--pack <id>', 'pack of the scanner (default: swingsigma)')
    .option('--indicator-set <name>', "instead of the scanner's")
    .option('--epsilon <share>', 'how far a price must be beyond a band (default: 0.002)', notNegative)
    .option(
      '--bos-min <number>',
      'ATRs that a breakout must be beyond the prior high (default: 0.25)',
      number,
    )
    .option('--rsi-min <number>', 'least RSI (default: 55 for breakout, 50 for rs)', number)
    .option('--rsi-max <number>', 'most RSI of meanrevert (default: 35)', number)
    .option('--adx-min <number>', 'least ADX (default: 18)', number)
    .option('--no-brackets', 'neither stop nor target')
    .option('--allow-stale', 'take bars that end before the last session that should be there')
    .option('--tag <text>', 'a word to find the signals by')
    .option('--threads <n>', 'worker threads (default: the cores)', whole(1))
  return listOptions(command)
}

function scanRequest(context: CliContext, preset: Preset | undefined, flags: Options): ScanRequest {
  const { universe } = flags
  // A list has a name, a file a path or an ending.
  const isFile = universe !== undefined && /[./\\]/.test(universe)
  return {
    preset,
    model_id: flags.model,
    pack_id: flags.pack,
    indicator_set: flags.indicatorSet,
    universe_csv: isFile ? requestPath(context.workspace, universe) : undefined,
    universe: isFile ? undefined : universe,
    universe_col: flags.universeCol,
    tickers: flags.tickers,
    source: requestSource(context.workspace, flags.source),
    start: flags.start,
    end: flags.end,
    top_n: flags.top,
    epsilon: flags.epsilon,
    bos_min: flags.bosMin,
    rsi_min: flags.rsiMin,
    rsi_max: flags.rsiMax,
    adx_min: flags.adxMin,
    brackets_enabled: flags.brackets === false ? false : undefined,
    allow_stale: flags.allowStale,
    tag: flags.tag,
    threads: flags.threads,
  }
}
