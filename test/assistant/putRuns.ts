import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import writeSpreadsheet from 'write-excel-file/node'
import { insertBacktest } from '../../src/store/backtests.ts'
import { insertBuild } from '../../src/store/builds.ts'
import { insertSweep } from '../../src/store/sweeps.ts'
import { insertTraining } from '../../src/store/trainings.ts'
import { at, work } from '../store/temporary.ts'
import type { TestContext } from './context.ts'

const failed = {
  pass: false,
  reasons: ['min_trades'],
  details: [{ code: 'min_trades', limit: 'min_trades', observed: 7, required: 30 }],
}

/** A run of each kind under known ids, and two files: what the questions speak of. */
export async function putRuns(
  { parts, workspace }: TestContext,
  ids: Readonly<Record<string, string>>,
): Promise<void> {
  const { db } = parts
  const spx = { modelId: 'spx_eq_swing_daily', packId: 'swingsigma', status: 'completed' as const }
  const matrix = 'a'.repeat(64)
  await insertBuild(db, { ...work(1), ...spx, id: ids.m1, askedAt: at(1), config: {}, matrixSha: matrix })
  await insertSweep(db, {
    ...{ ...work(2), ...spx, id: ids.s1, progressDone: 1, progressTotal: 1, spec: {}, userId: 'local' },
  })
  const backtests = [
    { id: ids.b1, gate: failed, sweepId: ids.s1 },
    { id: ids.b2, gate: { pass: true, reasons: [] } },
    { id: ids.b3, gate: failed, modelId: 'spy_opt_0dte_hourly', packId: 'zerosigma' },
  ]
  for (const [place, run] of backtests.entries()) {
    await insertBacktest(db, {
      ...{ ...work(3 + place), ...spx, config: { splits: 5, seed: place }, score: place },
      metrics: { sharpe: 0.5 + place, cum_return: 0.1, max_dd: 0.2, trades: 40 },
      lineage: { matrix_sha: matrix, risk_profile: 'balanced' },
      ...run,
    })
  }
  await insertTraining(db, { ...work(9), ...spx, id: ids.t1, config: {} })
  mkdirSync(join(workspace, 'reports'), { recursive: true })
  writeFileSync(join(workspace, 'reports/returns.csv'), 'date,net\n2024-01-02,0.01\n2024-01-03,-0.02\n')
  const book = [
    {
      sheet: 'runs',
      data: [
        ['run', 'sharpe'],
        ['b1', 0.5],
      ],
    },
  ]
  writeFileSync(join(workspace, 'reports/book.xlsx'), await writeSpreadsheet(book).toBuffer())
}
