import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backtestText } from '../../src/cli/output/backtestText.ts'
import { Output } from '../../src/cli/output/output.ts'
import type { BacktestDetail } from '../../src/contract/types.ts'
import { appliedHours, hoursWarnings } from '../../src/services/appliedHours.ts'
import type { Parts } from '../../src/services/parts.ts'
import { resolveSubject, type Subject } from '../../src/services/subject.ts'
import { done, quick, type TestHost, testHost } from '../server/testHost.ts'

let host: TestHost
let hourly: Subject
beforeAll(async () => {
  const opened: Parts[] = []
  host = await testHost({
    change(parts) {
      opened.push(parts)
      return {}
    },
  })
  hourly = await resolveSubject(opened[0], { csv: 'hourly.csv', packId: 'zerosigma' })
  writeHourly(host.workspace)
})
afterAll(() => host.close())

const hours = [10, 13, 14]

function writeHourly(workspace: string): void {
  let state = 7
  const random = (): number => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  }
  const lines = ['date,hour_et,signal,noise,ret_fwd']
  for (let day = 0; day < 120; day++) {
    const date = new Date(Date.UTC(2015, 0, 1 + day)).toISOString().slice(0, 10)
    for (const hour of hours) {
      const signal = random()
      lines.push([date, hour, signal.toFixed(6), random().toFixed(6), (0.01 * signal).toFixed(6)].join(','))
    }
  }
  writeFileSync(join(workspace, 'hourly.csv'), `${lines.join('\n')}\n`)
}

/** A matrix that was built for some hours and has rows of 10, 13 and 14. */
const dataOf = (held: number[] | null) => ({
  hours: held,
  dataset: {
    matrix: { hourEt: Int8Array.from(held ?? hours) },
    returnBasis: 'open_close' as const,
    periodsPerYear: 756,
  },
})

function allowing(allowedHours: number[] | null, hoursFrom: 'policy' | 'profile' = 'profile'): Subject {
  return { ...hourly, limits: { ...hourly.limits, allowedHours, hoursFrom } }
}

describe('the hours of a run', () => {
  it.each([
    ['the profile allows, where the data has all', null, [13, 14, 15], undefined, [13, 14, 15], 'profile'],
    [
      'the profile allows, of those of the matrix',
      [10, 13, 14],
      [13, 14, 15],
      undefined,
      [13, 14],
      'profile',
    ],
    ['the matrix has, where the profile allows more', [13, 14], [12, 13, 14], undefined, [13, 14], 'matrix'],
    ['both have', [13, 14], [13, 14], undefined, [13, 14], 'profile'],
    ['the matrix has, where all are allowed', [13, 14], null, undefined, [13, 14], 'matrix'],
    ['the request names, whatever is allowed', [10, 13], [13, 14], [10], [10], 'request'],
    ['the request wants, all of them', null, [13, 14], null, null, 'request'],
    ['nobody leaves out', null, null, undefined, null, null],
  ])('are those that %s', (_, held, allowed, asked, applied, from) => {
    expect(appliedHours(allowing(allowed), asked, dataOf(held))).toEqual({ hours: applied, from })
  })

  it('are those of the policy where it has some', () => {
    const subject = allowing([10], 'policy')
    expect(appliedHours(subject, undefined, dataOf(null))).toEqual({ hours: [10], from: 'policy' })
  })

  it('are none of daily rows', () => {
    const daily = { hours: null, dataset: { ...dataOf(null).dataset, matrix: { hourEt: null } } }
    expect(appliedHours(allowing([13]), undefined, daily)).toEqual({ hours: null, from: null })
  })

  it('are refused where the data has none that are allowed', () => {
    expect(() => appliedHours(allowing([15]), undefined, dataOf([10, 11]))).toThrow(
      'allowed_hours: the risk profile balanced of zerosigma allows the hours 15, and the data has 10, 11',
    )
    expect(() => appliedHours(allowing([15]), [12], dataOf([10, 11]))).toThrow('not 12')
  })

  it('are warned of where they leave rows out', () => {
    const warned = (subject: Subject, held: number[] | null) =>
      hoursWarnings(subject, appliedHours(subject, undefined, dataOf(held)), dataOf(held))
    expect(warned(allowing([13, 14]), null)).toEqual([
      'allowed_hours: decisions of the hours 13, 14 only are used, as the risk profile balanced of zerosigma allows; hours that a request names win',
    ])
    expect(warned(allowing([13, 14]), [13])).toEqual([])
    expect(warned(allowing(null), null)).toEqual([])
  })
})

describe('a run on rows of hours that its profile does not allow', () => {
  const body = { csv: 'hourly.csv', pack_id: 'zerosigma', hyperparams: quick.hyperparams, splits: 2 }
  const detailOf = async (id: string): Promise<BacktestDetail> =>
    JSON.parse((await host.get(`/backtests/${id}`)).text)

  it('leaves them out, says so, and takes them when a request names them', async () => {
    const { run_id, warnings } = await done(host.post('/backtest', { ...body, thresholds: [0.5] }))
    expect(warnings.join()).toContain('as the risk profile balanced of zerosigma allows')
    expect(warnings).toContain('504 periods a year: of the hours 13, 14, 15, whose returns alone are booked')
    const run = await detailOf(run_id)
    expect(run.metrics?.periods_per_year).toBe(504)
    expect(run.config?.allowed_hours).toBe('13,14,15')
    expect(run.hours_from).toBe('profile')
    expect(run.breakdown?.by_hour?.map(({ group }) => group)).toEqual(['13', '14'])
    const wide = Object.create(process.stdout, { columns: { value: 120 } })
    expect(backtestText(run, new Output({ color: false }, wide, process.stderr))).toContain(
      'hours 13,14,15 (risk profile)',
    )
    expect((await host.get(`/reports/${run_id}`)).text).toContain('13,14,15 (of the risk profile)')
    const all = await done(host.post('/backtest', { ...body, thresholds: [0.5], allowed_hours: '' }))
    expect(all.warnings.join()).not.toContain('allows')
    const whole = await detailOf(all.run_id)
    expect(whole.config?.allowed_hours).toBeNull()
    expect(whole.hours_from).toBe('request')
    expect(whole.metrics?.periods_per_year).toBe(756)
    expect(whole.breakdown?.by_hour).toHaveLength(3)
    const { report } = JSON.parse((await host.get(`/reports/${all.run_id}?format=json`)).text)
    expect(report.command.line).toContain('--hours all')
  })

  it('is the same trial as one whose request names these hours', async () => {
    const unasked = await done(host.post('/backtest', { ...body, thresholds: [0.55] }))
    const asked = await done(
      host.post('/backtest', { ...body, thresholds: [0.55], allowed_hours: '13,14,15' }),
    )
    expect(asked.deduplicated).toBe(true)
    expect(asked.run_id).toBe(unasked.run_id)
  })

  it('leaves them out in sweeps and trainings too', async () => {
    const sweep = await done(host.post('/backtest_sweep', { ...body, thresholds_variants: ['0.5'] }))
    expect(sweep.warnings.join()).toContain('hours that a request names win')
    const [row] = sweep.rows
    expect(row.config).toMatchObject({ allowed_hours: '13,14,15' })
    expect((await detailOf(row.id)).hours_from).toBe('profile')
    const { splits: _, ...fit } = body
    const training = await done(host.post('/train', fit))
    expect(training.warnings.join()).toContain('as the risk profile balanced of zerosigma allows')
  })
})
