import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backtestText } from '../../src/cli/output/backtestText.ts'
import { Output } from '../../src/cli/output/output.ts'
import type { BacktestDetail } from '../../src/contract/types.ts'
import { readModelFile } from '../../src/services/modelFile.ts'
import { done, quick, type TestHost, testHost, writeFeatureCsv } from '../server/testHost.ts'

let host: TestHost
beforeAll(async () => {
  host = await testHost()
  writeHourly(host.workspace)
})
afterAll(() => host.close())

const hours = [10, 11, 12]
const thresholds = [0.5, 0.55, 0.6]
const body = { csv: 'hourly.csv', hyperparams: quick.hyperparams, splits: 3, thresholds }

/** Three hours a day. At 10 the signal says what the next hour brings, at 11 the opposite, and at 12 nothing. */
function writeHourly(workspace: string): void {
  let state = 7
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  }
  const edge: Record<number, number> = { 10: 0.01, 11: -0.01, 12: 0 }
  const lines = ['date,hour_et,signal,noise,ret_fwd']
  for (let day = 0; day < 240; day++) {
    const date = new Date(Date.UTC(2015, 0, 1 + day)).toISOString().slice(0, 10)
    for (const hour of hours) {
      const signal = random()
      const earned = edge[hour] * signal + 0.01 * random()
      lines.push([date, hour, signal.toFixed(6), random().toFixed(6), earned.toFixed(6)].join(','))
    }
  }
  writeFileSync(join(workspace, 'hourly.csv'), `${lines.join('\n')}\n`)
}

async function detailOf(runId: string): Promise<BacktestDetail> {
  const { status, text } = await host.get(`/backtests/${runId}`)
  expect(status, text).toBe(200)
  return JSON.parse(text) as BacktestDetail
}

describe('a backtest with a threshold for each hour', () => {
  it('tells the choice of each fold and hour, with what was tried, and is a trial of its own', async () => {
    const plain = await done(host.post('/backtest', body))
    const { run_id } = await done(host.post('/backtest', { ...body, per_hour_thresholds: true }))
    expect(run_id).not.toBe(plain.run_id)
    const run = await detailOf(run_id)
    expect(run.config).toMatchObject({ per_hour_thresholds: true, per_hour_select_by: 'sharpe' })
    expect(run.folds?.map(({ chosen_by_hour: levels }) => levels?.map(({ hour }) => hour))).toEqual([
      hours,
      hours,
      hours,
    ])
    expect(run.chosen?.map(({ by_hour }) => by_hour)).toEqual(
      run.folds?.map(({ chosen_by_hour }) => chosen_by_hour),
    )
    const tried = run.result?.threshold_results ?? []
    expect(tried).toHaveLength(3 * hours.length * thresholds.length)
    for (const { fold, by_hour: levels = [] } of run.chosen ?? []) {
      for (const { hour, value } of levels) {
        const marked = tried.filter((one) => one.fold === fold && one.hour === hour && one.chosen)
        expect(marked.map(({ thr }) => thr)).toEqual(value === null ? [] : [value])
      }
    }
    expect(run.statistics?.trials).toBe(2)
    const again = await done(host.post('/backtest', { csv: body.csv, config: run.config }))
    expect(again).toMatchObject({ run_id, deduplicated: true })
  })

  it('shows it in the terminal, in the report and in the command that repeats it', async () => {
    const { run_id } = await done(
      host.post('/backtest', { ...body, per_hour_thresholds: true, per_hour_select_by: 'trades' }),
    )
    const run = await detailOf(run_id)
    const wide = Object.create(process.stdout, { columns: { value: 100 } })
    const text = backtestText(run, new Output({ color: false }, wide, process.stderr))
    expect(text).toContain('each chosen by the number of trades of the hour alone')
    expect(text).toMatch(/fold +10h +11h +12h/)
    const { text: page } = await host.get(`/reports/${run_id}?format=html`)
    expect(page).toContain('Threshold by the hour of the decision in New York')
    expect(page).toContain('--per-hour-thresholds --per-hour-select-by trades')
  })

  it('of daily data is the same run as without it, and says so', async () => {
    const csv = writeFeatureCsv(host.workspace)
    const daily = { ...body, csv }
    const plain = await done(host.post('/backtest', daily))
    const { warnings, ...hourly } = await done(
      host.post('/backtest', { ...daily, per_hour_thresholds: true }),
    )
    expect(hourly).toMatchObject({ run_id: plain.run_id, deduplicated: true })
    expect(warnings.join()).toContain('decisions are daily, and have one hour')
    const byReturn = { per_hour_thresholds: true, per_hour_select_by: 'cum_ret' }
    const other = await done(host.post('/backtest', { ...daily, ...byReturn }))
    expect(other.run_id).not.toBe(plain.run_id)
    expect(other.warnings.join()).toContain('by cum_ret')
    expect((await detailOf(other.run_id)).folds?.every(({ thr_used }) => typeof thr_used === 'number')).toBe(
      true,
    )
  })

  it('is refused beside a share of the rows, which has no thresholds', async () => {
    const { thresholds: _, ...fields } = body
    const { status, body: answer } = await host.post('/backtests', {
      ...fields,
      top_pct: 0.1,
      per_hour_thresholds: true,
    })
    expect(status).toBe(400)
    expect(answer.error.details.field_errors.map(({ field }) => field)).toEqual(['per_hour_thresholds'])
  })
})

describe('a model that is promoted from a backtest with a threshold for each hour', () => {
  it('carries the threshold of each hour, chosen by its own scores', async () => {
    const { run_id } = await done(host.post('/backtest', { ...body, per_hour_thresholds: true, seed: 4 }))
    const override = { confirmation: 'its gate is not what is tested', tag: 'hours' }
    const asked = await host.post('/train/batch', { jobs: [{ from: { backtest_id: run_id } }], override })
    expect(asked.status, asked.text).toBe(202)
    const [{ job_id }]: { job_id: string }[] = JSON.parse(asked.text).jobs
    const last = (await host.events(`/train/jobs/${job_id}/events`)).at(-1)?.data
    expect(last).toMatchObject({ status: 'completed' })
    const training = JSON.parse((await host.get(`/training_runs/${job_id}`)).text)
    const file = join(host.workspace, training.model_out_uri.replace(/^file:/, ''))
    const { attributes } = readModelFile(readFileSync(file, 'utf8'), file)
    expect(attributes?.threshold).toBeNull()
    const levels = attributes?.thresholds_by_hour ?? []
    expect(levels.map(({ hour }) => hour)).toEqual(hours)
    for (const { level } of levels) expect([null, ...thresholds]).toContain(level)
    expect(levels.some(({ level }) => level !== null)).toBe(true)
    const { body: cards } = await host.get(`/model_card?model_id=${training.model_id}`)
    expect(JSON.stringify(cards)).toContain(JSON.stringify(levels))
  })
})
