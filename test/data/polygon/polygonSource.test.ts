import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatDay } from '../../../src/core/bars/day.ts'
import { noNeeds } from '../../../src/core/bars/marketData.ts'
import { closeOf } from './fakeMarket.ts'
import { someSource, testKey } from './someSource.ts'

const daily = { ticker: 'SPY', cadence: 'daily', start: '2022-12-20', end: '2023-01-20' } as const
const hourly = { ticker: 'SPY', cadence: 'hourly', start: '2022-11-21', end: '2023-01-20' } as const
const query = '?adjusted=true&sort=asc&limit=50000'

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
}

describe('polygonSource', () => {
  it('loads the daily bars of a window, a request for each year', async () => {
    const { server, source } = await someSource()
    const { bars, sourceIds, warnings } = await source().load(daily)
    // They are sent at once, so that either may arrive first.
    expect(server.requests.filter((target) => target.startsWith('/v2/')).sort()).toEqual([
      `/v2/aggs/ticker/SPY/range/1/day/2022-12-20/2022-12-31${query}`,
      `/v2/aggs/ticker/SPY/range/1/day/2023-01-01/2023-03-01${query}`,
    ])
    // 24 weekdays less 26 December, 2 and 16 January.
    expect(bars.ts.length).toBe(21)
    expect(formatDay(bars.session[0])).toBe('2022-12-20')
    expect(formatDay(bars.session[20])).toBe('2023-01-20')
    expect(Array.from(bars.close)).toEqual(Array.from(bars.session, closeOf))
    expect(sourceIds).toEqual(['polygon:stocks:SPY:adjusted'])
    expect(warnings).toEqual([])
  })

  it('loads clock hours of the regular session, a request for each month', async () => {
    const { server, source } = await someSource()
    const { bars } = await source().load(hourly)
    expect(server.requests.filter((target) => target.startsWith('/v2/'))).toHaveLength(3)
    const halfDay = Array.from(bars.hourEt ?? []).filter(
      (_, row) => formatDay(bars.session[row]) === '2022-11-25',
    )
    expect(halfDay).toEqual([9, 10, 11, 12])
    const whole = Array.from(bars.hourEt ?? []).filter(
      (_, row) => formatDay(bars.session[row]) === '2022-11-28',
    )
    expect(whole).toEqual([9, 10, 11, 12, 13, 14, 15])
    // The last half hour of a session closes at its close.
    const last = bars.session.lastIndexOf(bars.session[0])
    expect(bars.close[last]).toBe(closeOf(bars.session[0]))
  })

  it.each([
    ['15m', 26],
    ['5m', 78],
  ] as const)('loads %s bars: %i a session', async (cadence, perSession) => {
    const { source } = await someSource()
    const { bars } = await source().load({ ticker: 'SPY', cadence, start: '2023-01-17', end: '2023-01-18' })
    expect(bars.ts.length).toBe(2 * perSession)
  })

  it('loads an index, and daily bars beside the others from before the window on', async () => {
    const { source } = await someSource()
    const { bars, market, sourceIds } = await source().load({
      ...daily,
      start: '2023-01-17',
      needs: { ...noNeeds, fiveMinute: true, daily: ['I:VIX'] },
    })
    const vix = market.daily.get('I:VIX')
    expect(formatDay(vix?.session[0] ?? 0)).toBe('2023-01-09') // 10 days before is a Saturday
    expect(vix?.session.at(-1)).toBe(bars.session.at(-1))
    expect(vix?.volume[0]).toBeNaN()
    expect(market.fiveMinute?.ts.length).toBe(4 * 78)
    expect(sourceIds).toEqual(['polygon:stocks:SPY:adjusted', 'polygon:indices:I:VIX'])
    const index = await source().load({ ...daily, ticker: 'I:VIX' })
    expect(index.sourceIds).toEqual(['polygon:indices:I:VIX'])
  })

  it('asks nothing for what it has, and says the same', async () => {
    const { server, source } = await someSource()
    const progress: boolean[] = []
    const first = await source().load(hourly)
    server.requests.length = 0
    const again = await source({ onRequest: ({ cached }) => progress.push(cached) }).load(hourly)
    expect(server.requests).toEqual([])
    expect(again).toEqual(first)
    expect(progress).toEqual([true, true, true, true]) // splits and three months
  })

  it('goes on where it broke off', async () => {
    const { server, source } = await someSource()
    const year = { ...hourly, start: '2022-02-01', end: '2022-12-31' }
    // Splits and five months are answered, then the server is gone.
    server.fault = (_, count) => (count > 6 ? 'reset' : undefined)
    await expect(source().load(year)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    const answered = server.requests.slice(0, 6)
    server.fault = () => undefined
    server.requests.length = 0
    const { bars } = await source().load(year)
    expect(server.requests).toHaveLength(11 - 5)
    expect(server.requests.filter((target) => answered.includes(target))).toEqual([])
    const { source: other } = await someSource()
    expect(bars).toEqual((await other().load(year)).bars)
  })

  it('asks again for a damaged entry, and ignores what a killed writer left', async () => {
    const { server, source, folder, log } = await someSource()
    const first = await source().load(daily)
    server.requests.length = 0
    for (const file of await filesIn(folder)) {
      const text = await readFile(file, 'utf8')
      await writeFile(join(dirname(file), '.left-over.part'), text.slice(0, 40))
      if (text.includes('2022-12-20/2022-12-31')) await writeFile(file, text.replace('"c":38', '"c":39'))
    }
    expect(await source().load(daily)).toEqual(first)
    expect(server.requests).toEqual([`/v2/aggs/ticker/SPY/range/1/day/2022-12-20/2022-12-31${query}`])
    expect(log.join()).toContain('is damaged: asking again for GET /v2/aggs/ticker/SPY')
  })

  it('fails on a full disk, and loads when there is room again', async () => {
    const { source, folder } = await someSource()
    const full = source({
      writeBytes: async () =>
        Promise.reject(Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' })),
    })
    await expect(full.load(daily)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining(folder),
    })
    expect(await filesIn(folder)).toEqual([])
    expect((await source().load(daily)).bars.ts.length).toBe(21)
  })

  it('writes the key into no file', async () => {
    const { source, folder } = await someSource()
    await source().load({ ...daily, needs: { ...noNeeds, daily: ['I:VIX'] } })
    const files = await filesIn(folder)
    expect(files.length).toBeGreaterThan(3)
    for (const file of files) expect(`${file}${await readFile(file, 'utf8')}`).not.toContain(testKey)
  })

  it('asks each time for days that have not settled', async () => {
    const { server, source } = await someSource()
    const toToday = { ...daily, start: '2023-02-27', end: undefined }
    const { bars } = await source().load(toToday)
    expect(formatDay(bars.session.at(-1) ?? 0)).toBe('2023-03-02')
    server.requests.length = 0
    await source().load(toToday)
    expect(server.requests).toEqual([`/v2/aggs/ticker/SPY/range/1/day/2023-03-02/2023-03-02${query}`])
  })

  it('does not take today’s bar before the close, nor 15 minutes later where data are delayed', async () => {
    const { server, source } = await someSource()
    const lastSession = async (now: string) => {
      const { bars } = await source({ now: () => Date.parse(now) }).load({ ...daily, end: undefined })
      return formatDay(bars.session.at(-1) ?? 0)
    }
    expect(await lastSession('2023-03-02T20:59:00Z')).toBe('2023-03-01')
    expect(await lastSession('2023-03-02T21:00:00Z')).toBe('2023-03-02')
    server.fault = (target) =>
      target.includes('/2023-03-02/') ? { text: '{"status":"DELAYED","results":[]}' } : undefined
    expect(await lastSession('2023-03-02T21:10:00Z')).toBe('2023-03-01')
  })

  it('asks again for prices of before a split', async () => {
    const { server, source } = await someSource()
    const old = { ...daily, ticker: 'OLD' } // split on 2023-01-10
    const at = (time: string) => ({ now: () => Date.parse(time) })
    const aggregates = () => server.requests.splice(0).filter((target) => target.startsWith('/v2/')).length
    await source(at('2023-01-05T15:00:00Z')).load({ ...old, end: '2022-12-30' })
    aggregates()
    await source(at('2023-01-09T15:00:00Z')).load({ ...old, end: '2022-12-30' })
    expect(aggregates()).toBe(0)
    await source(at('2023-01-12T15:00:00Z')).load({ ...old, end: '2022-12-30' })
    expect(aggregates()).toBe(1)
    await source(at('2023-01-13T15:00:00Z')).load({ ...old, end: '2022-12-30' })
    expect(aggregates()).toBe(0)
  })

  it('warns when the plan does not show splits', async () => {
    const { server, source } = await someSource()
    server.fault = (target) => (target.startsWith('/v3/reference/splits') ? { status: 403 } : undefined)
    const { warnings } = await source().load(daily)
    expect(warnings).toEqual([expect.stringContaining('splits of SPY are unknown')])
  })

  it('says which sessions have no bars', async () => {
    const { server, source } = await someSource()
    server.fault = (target) =>
      target.includes('/2022-12-20/') ? { text: '{"status":"OK","resultsCount":0}' } : undefined
    const { bars, warnings } = await source().load(daily)
    expect(formatDay(bars.session[0])).toBe('2023-01-03')
    expect(warnings).toEqual([
      'no daily bars of SPY on 8 sessions: 2022-12-20, 2022-12-21, 2022-12-22, 2022-12-23, 2022-12-27, …',
    ])
  })

  it('never keeps an empty answer, unless it is long past', async () => {
    const { server, source } = await someSource()
    const none = { ...daily, ticker: 'NONE', start: '2023-02-20', end: '2023-02-24' }
    const empty = source().load(none)
    await expect(empty).rejects.toMatchObject({ code: 'UNPROCESSABLE' })
    await expect(empty).rejects.toThrow(
      'polygon has no daily bars of NONE from 2023-02-20 to 2023-02-24: GET /v2/aggs/ticker/NONE/range/1/day/2023-02-20/2023-03-01',
    )
    server.requests.length = 0
    await expect(source().load(none)).rejects.toThrow()
    expect(server.requests).toHaveLength(1)
    const longPast = { ...none, start: '2021-02-22', end: '2021-02-26' }
    await expect(source().load(longPast)).rejects.toThrow()
    server.requests.length = 0
    await expect(source().load(longPast)).rejects.toThrow()
    expect(server.requests).toEqual([])
  })

  it.each<[string, unknown, string]>([
    [
      'a price that is text',
      { t: 1672722000000, o: 1, h: 1, l: 1, c: '1', v: 1 },
      'results.0.c: expected number',
    ],
    ['a missing price', { t: 1672722000000, o: 1, h: 1, l: 1, v: 1 }, 'results.0.c: expected number'],
    ['a price of 0', { t: 1672722000000, o: 1, h: 1, l: 0, c: 1 }, 'results.0: expected positive prices'],
    ['a high below the low', { t: 1672722000000, o: 1, h: 1, l: 2, c: 1 }, 'results.0: high 1 below low 2'],
    ['a time in seconds', { t: 1672722000, o: 1, h: 1, l: 1, c: 1 }, 'got 1970-01-20'],
  ])('refuses an answer with %s, and keeps nothing of it', async (_, row, fault) => {
    const { server, source, folder } = await someSource()
    server.fault = (target) =>
      target.startsWith('/v2/') ? { text: JSON.stringify({ status: 'OK', results: [row] }) } : undefined
    const failure = source().load({ ...daily, start: '2023-01-03' })
    await expect(failure).rejects.toMatchObject({ code: 'UNPROCESSABLE' })
    await expect(failure).rejects.toThrow(
      'polygon answered GET /v2/aggs/ticker/SPY/range/1/day/2023-01-03/2023-03-01?adjusted=true',
    )
    await expect(failure).rejects.toThrow(fault)
    expect(await filesIn(folder)).toHaveLength(1) // that there are no splits
  })

  it('refuses bars out of order', async () => {
    const { server, source } = await someSource()
    const row = { t: 1672722000000, o: 1, h: 1, l: 1, c: 1 }
    server.fault = (target) =>
      target.startsWith('/v2/') ? { text: JSON.stringify({ status: 'OK', results: [row, row] }) } : undefined
    await expect(source().load({ ...daily, start: '2023-01-03' })).rejects.toThrow(
      'results.1.t: expected a time after that of the bar before',
    )
  })

  it('needs a key when it loads, not before', async () => {
    const { server, source } = await someSource()
    for (const apiKey of [undefined, '', 'a key\nwith a line break']) {
      const failure = source({ apiKey }).load(daily)
      await expect(failure).rejects.toMatchObject({
        code: 'UNPROCESSABLE',
        next: expect.stringContaining('synthetic'),
      })
      await expect(failure).rejects.toThrow('POLYGON_API_KEY')
      await expect(failure).rejects.not.toThrow('line break')
    }
    expect(server.requests).toEqual([])
  })

  it('refuses an address in clear of another machine, a strange ticker, and windows that are none', async () => {
    const { server, source } = await someSource()
    const refused = async (load: Promise<unknown>, field: string) => {
      await expect(load).rejects.toMatchObject({
        code: 'INVALID_PARAM',
        details: { field_errors: [{ field }] },
      })
    }
    await refused(source({ baseUrl: 'http://192.0.2.1' }).load(daily), 'baseUrl')
    await refused(source({ baseUrl: 'polygon' }).load(daily), 'baseUrl')
    await refused(source().load({ ...daily, ticker: '../v3' }), 'ticker')
    await refused(source().load({ ...daily, start: undefined }), 'start')
    await refused(source().load({ ...daily, start: '2023-02-30' }), 'start')
    await refused(source().load({ ...daily, start: '2023-02-01' }), 'start')
    await refused(source().load({ ...daily, start: '2024-01-01', end: '2024-02-01' }), 'start')
    expect(server.requests).toEqual([])
  })

  it('tells how far it is', async () => {
    const { source } = await someSource()
    const told: string[] = []
    await source({ onRequest: ({ done, known }) => told.push(`${done}/${known}`) }).load(hourly)
    expect(told).toEqual(['1/1', '2/4', '3/4', '4/4'])
  })
})
