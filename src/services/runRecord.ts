import { z } from 'zod'
import { type BacktestResult, exitReasons } from '../core/backtest/index.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { listArtifacts } from '../store/artifacts.ts'
import { keepFile } from './keepFile.ts'
import type { Parts } from './parts.ts'

const recordSchema = z.object({
  trades: z.object({
    decided: z.array(z.string()),
    ticker: z.array(z.string()).optional(),
    position: z.array(z.number()),
    net_return: z.array(z.number()),
    closed: z.number(),
    exit: z.array(z.enum(exitReasons)).optional(),
  }),
})

/** What a report shows of a backtest beyond its figures: kept once, since a sweep's variants would be too many. */
export type RunRecord = z.infer<typeof recordSchema>

export async function keepRunRecord(
  parts: Parts,
  backtestRunId: string,
  dataset: Dataset,
  result: BacktestResult,
): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(recordOf(dataset, result)))
  await keepFile(parts, bytes, { kind: 'other', extension: 'json' }, { backtestRunId })
}

/** Undefined for variants of sweeps, and runs of before there were any. */
export async function readRunRecord({ db, artifacts }: Parts, runId: string): Promise<RunRecord | undefined> {
  const { rows } = await listArtifacts(db, { kind: 'other', runId }, { limit: 1, offset: 0 })
  if (rows.length === 0) return undefined
  const text = (await artifacts.get(rows[0].uri)).toString('utf8')
  return recordSchema.parse(JSON.parse(text))
}

function recordOf(dataset: Dataset, { trades, decisions }: BacktestResult): RunRecord {
  const { ts, tickers } = dataset.matrix
  const places = Array.from(trades.decision)
  return {
    trades: {
      decided: places.map((place) => new Date(ts[decisions.row[place]]).toISOString()),
      ...(tickers && {
        ticker: places.map((place) => tickers.names[tickers.ofRow[decisions.row[place]]]),
      }),
      position: places.map((place) => decisions.position[place]),
      net_return: Array.from(trades.netReturn),
      closed: trades.closed,
      ...(trades.exit && { exit: Array.from(trades.exit, (code) => exitReasons[code]) }),
    },
  }
}
