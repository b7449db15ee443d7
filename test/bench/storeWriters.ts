import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { insertBacktestFolds } from '../../src/store/backtestFolds.ts'
import { insertBacktest, updateBacktest } from '../../src/store/backtests.ts'
import { openDatabase } from '../../src/store/database.ts'
import { listLeaderboard } from '../../src/store/leaderboard.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import { appendTrial, listTrials } from '../../src/store/trials.ts'

const processes = 8
const runs = 10_000
const ledgerKey = 'bench'

/** Eight processes that write runs to one file, each run with its folds and its trial as a backtest writes them. */
export async function writers(folder: string): Promise<string[]> {
  const file = join(folder, 'writers.db')
  const db = await openDatabase({ file })
  const start = performance.now()
  const said = await Promise.all(
    Array.from({ length: processes }, async (_, index) => {
      const args = ['--alone', 'store', file, String(index), String(runs / processes)]
      const child = spawn(process.execPath, [process.argv[1], ...args], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
      return { errors, code: Number(code) }
    }),
  )
  const seconds = (performance.now() - start) / 1000
  const { total } = await listLeaderboard(db, {}, 'score', { limit: 1, offset: 0 })
  const ids = await db.selectFrom('backtest_runs').select('id').distinct().execute()
  const trials = await listTrials(db, ledgerKey)
  await db.destroy()
  const failed = said.filter(({ code }) => code !== 0).length
  const locked = said.filter(({ errors }) => /locked/i.test(errors)).length
  const gaps = trials.filter(({ seq }, index) => seq !== index + 1).length
  return [
    `${processes} processes that write ${runs.toLocaleString('en')} runs of one ledger to one SQLite file, by the clock:`,
    '',
    '| seconds | runs stored | on the leaderboard | trials | gaps in their numbers | processes that failed | "locked" seen |',
    '|---|---|---|---|---|---|---|',
    `| ${seconds.toFixed(1)} | ${[ids.length, total, trials.length, gaps, failed, locked].map((count) => count.toLocaleString('en')).join(' | ')} |`,
    '',
  ]
}

/** One of the processes. */
export async function writer([file, name, count]: readonly string[]): Promise<string> {
  const db = await openDatabase({ file })
  for (let index = 0; index < Number(count); index++) {
    const id = `${name}-${index}`
    const createdAt = new Date().toISOString()
    const work = { id, requestKey: id, owner: name, packId: 'pack', modelId: 'model', createdAt }
    await insertBacktest(db, { ...work, status: 'running', config: {} })
    await inTransaction(db, { locks: [ledgerKey] }, async (trx) => {
      const sessions = Int32Array.from({ length: 250 }, (_, day) => 20_000 + day)
      const trial = {
        ledgerKey,
        sha: id,
        runId: id,
        sharpe: 0,
        sessions,
        sessionReturns: new Float64Array(250),
      }
      const { seq } = await appendTrial(trx, { ...trial, createdAt })
      await insertBacktestFolds(trx, [fold(id, 0), fold(id, 1)])
      await updateBacktest(trx, id, {
        status: 'completed',
        metrics: { sharpe: index },
        score: index,
        ledgerKey,
        ledgerSeq: seq,
        finishedAt: createdAt,
      })
    })
  }
  await db.destroy()
  return ''
}

const fold = (runId: string, index: number) => ({
  runId,
  fold: index,
  thresholdUsed: 0.5,
  cumReturn: 0,
  sharpeHourly: 0,
  sharpe: 0,
  sortino: 0,
  maxDrawdown: 0,
  trades: 1,
})
