import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { done, type TestHost, testHost } from './testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  writeFileSync(join(host.workspace, 'hourly.csv'), hourlyCsv())
})
afterAll(() => host.close())

const trial = z.object({
  config: z.object({ hours: z.array(z.number()).nullable() }),
  selection: z.object({
    kind: z.string(),
    thresholds: z.array(z.number()).optional(),
    topPct: z.number().optional(),
  }),
})
const answerSchema = z.object({ report: z.object({ spec: z.object({ trials: z.array(trial) }) }) })

it('a sweep runs its thresholds for every set of hours, then its shares for every set of hours', async () => {
  const sweep = {
    thresholds_variants: [[0.5, 0.55], [0.6]],
    top_pct_variants: [0.1, 0.2],
    hours_variants: ['13', '13,14'],
  }
  const body = { csv: 'hourly.csv', hyperparams: { rounds: 2 }, splits: 2, sweep }
  const { sweep_id } = await done(host.post('/backtest_sweep', body))
  const { text } = await host.get(`/reports/${sweep_id}?format=json`)
  const { report } = answerSchema.parse(JSON.parse(text))
  const order = report.spec.trials.map(({ config, selection }) => [
    selection.thresholds?.join() ?? selection.topPct,
    config.hours?.join() ?? null,
  ])
  expect(order).toEqual([
    ['0.5,0.55', '13'],
    ['0.6', '13'],
    ['0.5,0.55', '13,14'],
    ['0.6', '13,14'],
    [0.1, '13'],
    [0.2, '13'],
    [0.1, '13,14'],
    [0.2, '13,14'],
  ])
})

/** Sixty days of three hours each, from one in the afternoon on in New York. */
function hourlyCsv(): string {
  const rows = Array.from({ length: 180 }, (_, row) => {
    const time = new Date(Date.UTC(2020, 0, 6 + Math.floor(row / 3), 18 + (row % 3))).toISOString()
    return [time, Math.sin(row * 1.7).toFixed(4), (0.01 * Math.sin(row * 3.1)).toFixed(6)].join(',')
  })
  return ['ts,a,ret_fwd', ...rows, ''].join('\n')
}
