import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBars } from '../../src/core/bars/checkBars.ts'
import { formatDay, parseDay } from '../../src/core/bars/day.ts'
import { readBarsCsv } from '../../src/data/barsCsv.ts'
import { fileSource } from '../../src/data/fileSource.ts'
import { sampleSource } from '../../src/data/sample.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const daily = { ticker: 'T', cadence: 'daily' } as const
const hourly = { ticker: 'T', cadence: 'hourly' } as const

describe('sampleSource', () => {
  const sample = sampleSource('packs/sample')

  it('holds the S&P 500 in 5,105 sound daily bars, each known at 16:00 New York time', async () => {
    const { bars, sourceIds } = await sample.load({ ticker: 'spx', cadence: 'daily' })
    expect(bars).toMatchObject({ ticker: 'SPX', cadence: 'daily', hourEt: null })
    expect(bars.ts).toHaveLength(5105)
    expect(checkBars(bars)).toEqual({ errors: [], warnings: [] })
    expect([bars.session[0], bars.session[5104]].map(formatDay)).toEqual(['2000-01-03', '2020-04-17'])
    expect([bars.ts[0], bars.ts[5104]]).toEqual([
      Date.parse('2000-01-03T21:00:00Z'),
      Date.parse('2020-04-17T20:00:00Z'),
    ])
    expect([bars.open[0], bars.close[0], bars.volume[0]]).toEqual([1469.25, 1455.219971, 931800000])
    expect(sourceIds).toEqual(['sample:sp500-2000'])
  })

  it('cuts the window, and does not let one caller change the bars of another', async () => {
    const window = { ticker: 'SPX', cadence: 'daily', start: '2008-09-15', end: '2008-09-19' } as const
    const { bars } = await sample.load(window)
    expect(bars.ts).toHaveLength(5)
    bars.close.fill(0)
    expect((await sample.load(window)).bars.close[0]).toBeGreaterThan(1000)
  })

  it('names what it holds when asked for something else', async () => {
    await expect(sample.load({ ticker: 'AAPL', cadence: 'daily' })).rejects.toMatchObject({
      code: 'UNPROCESSABLE',
      message: 'the bundled sample holds SPX daily, not AAPL daily',
    })
    await expect(sample.load({ ticker: 'SPX', cadence: 'hourly' })).rejects.toThrow('not SPX hourly')
    await expect(sample.load({ ticker: 'SPX', cadence: 'daily', start: '2021-01-01' })).rejects.toThrow(
      'wanted 2021-01-01 to the end, held 2000-01-03 to 2020-04-17',
    )
  })
})

describe('fileSource', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sigma-bars-'))
    await writeFile(
      join(folder, 'bars.csv'),
      'Date,Open,High,Low,Close\n2020-01-02,1,2,1,2\n2020-01-03,2,3,2,3\n',
    )
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('reads a file, gives it the ticker asked for, and cuts the window', async () => {
    const { bars } = await fileSource('csv', join(folder, 'bars.csv')).load({ ...daily, start: '2020-01-03' })
    expect(bars).toMatchObject({
      ticker: 'T',
      close: Float64Array.of(3),
      volume: Float64Array.of(Number.NaN),
    })
  })

  it('names its data by the first bars: another file is other data, a longer one is the same', async () => {
    const lines = Array.from(
      { length: 300 },
      (_, day) => `${formatDay(18_000 + day)},1,2,1,${1 + (day % 7) / 10}`,
    )
    const idOf = async (name: string, rows: string[]) => {
      await writeFile(join(folder, name), `date,open,high,low,close\n${rows.join('\n')}\n`)
      return (await fileSource('csv', join(folder, name)).load(daily)).sourceIds
    }
    const whole = await idOf('whole.csv', lines)
    expect(await idOf('shorter.csv', lines.slice(0, 260))).toEqual(whole)
    expect(
      await idOf('other.csv', lines.with(3, lines[3].replace('1,2,1', '1,3,1').replace(/,[^,]*$/, ',1.99'))),
    ).not.toEqual(whole)
  })

  it('says that a file is not there', async () => {
    await expect(fileSource('csv', join(folder, 'none.csv')).load(daily)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})

describe('readBarsCsv', () => {
  it('takes the date of a daily bar as it is written, whatever its clock and zone say', () => {
    for (const date of [
      '2020-01-02',
      '2020-01-02T00:00:00Z',
      '2020-01-02 00:00:00+00:00',
      '2020-01-02T00:00:00-05:00',
      '1577923200',
    ]) {
      const bars = readBarsCsv(bytes(`ts,open,high,low,close\n${date},1,2,1,2\n`), daily)
      expect(formatDay(bars.session[0]), date).toBe('2020-01-02')
      expect(bars.ts[0]).toBe(Date.parse('2020-01-02T21:00:00Z'))
    }
  })

  it('sorts bars by time', () => {
    const bars = readBarsCsv(
      bytes('date,open,high,low,close,volume\n2020-01-03,3,3,3,3,30\n2020-01-02,2,2,2,2,20\n'),
      daily,
    )
    expect([...bars.close, ...bars.volume]).toEqual([2, 3, 20, 30])
  })

  it('knows an hourly bar at its end, at 16:00 when it is cut short, in summer and winter', () => {
    const rows = ['2020-01-02 09:30', '2020-01-02 15:30', '2020-07-02 09:30'].map((ts) => `${ts},1,2,1,2`)
    const bars = readBarsCsv(bytes(`datetime,open,high,low,close\n${rows.join('\n')}\n`), hourly)
    expect([...bars.ts].map((ts) => new Date(ts).toISOString().slice(0, 16))).toEqual([
      '2020-01-02T15:30',
      '2020-01-02T21:00',
      '2020-07-02T14:30',
    ])
    expect([...(bars.hourEt ?? [])]).toEqual([9, 15, 9])
    expect([...bars.session].map(formatDay)).toEqual(['2020-01-02', '2020-01-02', '2020-07-02'])
  })

  it('takes the hour from hour_et beside a date', () => {
    const bars = readBarsCsv(
      bytes('date,hour_et,open,high,low,close\n2020-01-02,14,1,2,1,2\n2020-01-02,15,1,2,1,2\n'),
      hourly,
    )
    expect([...(bars.hourEt ?? [])]).toEqual([14, 15])
    expect([...bars.ts]).toEqual([Date.parse('2020-01-02T20:00:00Z'), Date.parse('2020-01-02T21:00:00Z')])
    expect(bars.session[0]).toBe(parseDay('2020-01-02'))
  })

  it.each([
    ['date,open,high,low\n2020-01-02,1,2,1\n', 'close (line 1): missing column'],
    ['date,open,high,low,clse\n2020-01-02,1,2,1,2\n', 'close (line 1): missing column; is "clse" meant?'],
    [
      'when,open,high,low,close\n2020-01-02,1,2,1,2\n',
      'date (line 1): missing column: expected one of ts, datetime',
    ],
    ['date,open,high,low,close\n01/02/2020,1,2,1,2\n', 'date (line 2): expected a time such as 2020-01-02'],
    ['date,open,high,low,close\n2020-01-02,1,2,1,x\n', 'close (line 2): expected a number, got "x"'],
    ['date,open,high,low,close\n2020-01-02,1,2,1,nan\n', 'close (line 2): expected a number, got "nan"'],
    ['date,open,high,low,close\n2020-01-02,1,2,1,0\n', 'close (line 2): expected a positive price, got 0'],
    [
      'date,open,high,low,close\n2020-01-03,1,2,1,2\n2020-01-02,1,2,3,2\n',
      'high (line 3): high 2 below low 3',
    ],
    [
      'date,open,high,low,close\n2020-01-02,1,2,1,2\n2020-01-03,1,2,1,2\n2020-01-02,1,2,1,2\n',
      'date (line 4): the same time as line 2',
    ],
    ['date,open,high,low,close\n', 'expected bars, got a file without rows'],
  ])('refuses %j, naming line and column', (text, message) => {
    expect(() => readBarsCsv(bytes(text), daily)).toThrow(message)
    expect(() => readBarsCsv(bytes(text), daily)).toThrow(expect.objectContaining({ code: 'INVALID_PARAM' }))
  })

  it('wants a clock time for intraday bars, and whole hours', () => {
    expect(() => readBarsCsv(bytes('date,open,high,low,close\n2020-01-02,1,2,1,2\n'), hourly)).toThrow(
      'got a date alone',
    )
    const halfHour = 'date,hour_et,open,high,low,close\n2020-01-02,9.5,1,2,1,2\n'
    expect(() => readBarsCsv(bytes(halfHour), hourly)).toThrow(
      'hour_et (line 2): expected a whole hour from 0 to 23, got 9.5',
    )
  })
})
