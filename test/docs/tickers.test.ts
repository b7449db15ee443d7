import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openBook } from '../../src/core/backtest/booking.ts'
import { defaultExecution } from '../../src/core/backtest/config.ts'
import { netReturns } from '../../src/core/backtest/metrics.ts'
import { formatDay } from '../../src/core/bars/day.ts'
import { Random } from '../../src/core/random.ts'
import { runSteps } from '../../src/core/steps.ts'
import { readMatrixCsv } from '../../src/data/matrixCsv.ts'
import { sigmaHere, temporaryFolder } from '../e2e/workspace.ts'
import { guide } from './documents.ts'
import { parseCommand, shellBlocks } from './shellBlocks.ts'

const page = guide().find(({ path }) => path === 'docs/guide/backtests.md')?.text ?? ''
const section = page.slice(page.indexOf('## Several tickers'), page.indexOf('## Combinatorial folds'))

describe('docs/guide/backtests.md, several tickers', () => {
  it('has the figures of its two tickers right', () => {
    const csv = /^```csv\n([\s\S]*?)^```$/m.exec(section)?.[1] ?? ''
    const { dataset } = runSteps(readMatrixCsv(new TextEncoder().encode(csv), { features: ['signal'] }))
    const { matrix } = dataset
    const rows = Int32Array.from(matrix.ts, (_, row) => row)
    const account = openBook(dataset, defaultExecution).open(rows, null)
    const booked = account.trade(matrix.features[0].values)
    const net = netReturns(booked, 1 / 10_000)
    const percent = (value: number) => `${Number((100 * value).toFixed(4))} %`
    const table = [...section.matchAll(/^\| (2024-\S+) \|.*\| (\S+ %) \| (\S+) \| (\S+ %) \|$/gm)]
    expect(table.map(([, ...cells]) => cells)).toEqual(
      Array.from(booked.session, (session, bar) => [
        formatDay(session),
        percent(booked.gross[bar]),
        String(booked.traded[bar]),
        percent(net[bar]),
      ]),
    )
    const portfolio = { allocation: 'equal', maxExposure: 0.5 } as const
    const half = openBook(dataset, { ...defaultExecution, portfolio }).open(rows, null)
    const { gross } = half.trade(matrix.features[0].values)
    expect(gross.map((value) => 2 * value)).toEqual(booked.gross)
  })

  it('shows a command that runs', { timeout: 120_000 }, async () => {
    const [{ lines }] = shellBlocks(section)
    const folder = temporaryFolder()
    const random = new Random(3)
    const file = Array.from({ length: 200 }, (_, day) => new Date(Date.UTC(2020, 0, 1 + day))).flatMap(
      (day) =>
        ['A', 'B'].map((ticker) => {
          const cells = [random.nextFraction(), random.nextFraction() - 0.5]
          return [day.toISOString().slice(0, 10), ticker, ...cells.map((cell) => cell.toFixed(4))].join(',')
        }),
    )
    writeFileSync(join(folder, 'many.csv'), ['date,ticker,x,ret_fwd', ...file, ''].join('\n'))
    const { argv } = parseCommand(lines[0].replace('FILE', 'many.csv'))
    const { code, stdout, stderr } = await sigmaHere(folder, [...argv, '--rounds', '10'])
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('2 tickers in ticker, 200 decision times')
    expect(stdout).toContain('out of sample')
  })
})
