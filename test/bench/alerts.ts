import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { sigma } from './commands.ts'
import { writeDailyBars } from './universeFiles.ts'

const tickers = 500
const sessions = 504
const model = 'universe_eq_swing_daily_bench'
/** Of which the median is told. */
const times = 5

const answerSchema = z.object({
  scored: z.number(),
  timings: z.object({ load_ms: z.number(), compute_ms: z.number(), total_ms: z.number() }),
})

/** How long the signals of many tickers take, of a model with the features of the swing pack. */
export async function alerts(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-alerts-'))
  try {
    sigma(folder, ['init'])
    const names = writeDailyBars(join(folder, 'bars'), tickers, sessions)
    const configs = join(folder, 'packs', 'swingsigma', 'model_configs')
    mkdirSync(configs, { recursive: true })
    writeFileSync(
      join(configs, `${model}.yaml`),
      [
        `model_id: ${model}`,
        'ticker: universe',
        `tickers: [${names.join(', ')}]`,
        ...['asset_type: eq', 'horizon: swing', 'cadence: daily', 'indicator_set: swing_eq_default'],
        'source: "csv:bars/{ticker}.csv"',
        'labels: { kind: fwd_ret_5d }',
        'calibration: none',
      ].join('\n'),
    )
    sigma(folder, ['build', model])
    sigma(folder, ['train', model, '--rounds', '50'])
    const taken = Array.from({ length: times }, () => {
      const args = ['alerts', model, '--unpromoted', '--allow-stale', '--threshold', '0.6', '--json']
      return answerSchema.parse(JSON.parse(sigma(folder, args)))
    })
    const median = (of: (one: (typeof taken)[number]) => number): string =>
      String(Math.round(taken.map(of).sort((a, b) => a - b)[times >> 1]))
    return [
      `Signals of ${tickers} tickers with ${sessions} daily bars each, a file for each; the median of ${times}, by the clock.`,
      '',
      '| tickers decided | reading the files, ms | features of all bars, ms | all after reading, ms |',
      '|---|---|---|---|',
      `| ${taken[0].scored} | ${median(({ timings }) => timings.load_ms)} | ${median(({ timings }) => timings.compute_ms)} | ${median(({ timings }) => timings.total_ms - timings.load_ms)} |`,
      '',
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
