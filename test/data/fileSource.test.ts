import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatDay } from '../../src/core/bars/day.ts'
import { type MarketNeeds, noNeeds } from '../../src/core/bars/marketData.ts'
import { fileSource } from '../../src/data/fileSource.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sigma-files-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Writes files into a folder of their own; answers with the path of the first. */
let count = 0
async function files(contents: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const own = join(folder, String(++count))
  await mkdir(own)
  for (const [name, content] of Object.entries(contents)) await writeFile(join(own, name), content)
  return join(own, Object.keys(contents)[0])
}

const daily = { ticker: 'T', cadence: 'daily' } as const
const needing = (needs: Partial<MarketNeeds>) => ({ ...noNeeds, ...needs })
const dailyCsv = 'date,open,high,low,close,volume\n2020-01-02,1,2,1,2,9\n2020-01-03,2,3,2,3,9\n'
const fiveMinuteCsv = [
  'ts,open,high,low,close,volume',
  '2020-01-02 09:30,1,2,1,2,9',
  '2020-01-03 09:30,2,3,2,3,9',
  '2020-01-06 09:30,2,3,2,3,9\n',
].join('\n')

describe('fileSource', () => {
  it('reads a CSV that is packed with gzip, and names one that is cut off', async () => {
    const packed = gzipSync(dailyCsv)
    const whole = await files({ 'bars.csv.gz': packed })
    expect((await fileSource('csv', whole).load(daily)).bars.close).toEqual(Float64Array.of(2, 3))
    const cut = await files({ 'bars.csv.gz': packed.subarray(0, -12) })
    await expect(fileSource('csv', cut).load(daily)).rejects.toThrow(
      `bars.csv.gz is cut off: the gzip data ends before its end mark, after ${packed.length - 12} bytes`,
    )
    const broken = await files({ 'bars.csv.gz': packed.map((byte, i) => (i === 12 ? byte ^ 255 : byte)) })
    await expect(fileSource('csv', broken).load(daily)).rejects.toThrow("can't be unpacked")
  })

  it('calls the same bars the same data, whether they come as CSV or Parquet', async () => {
    const parquet = parquetWriteBuffer({
      columnData: [
        { name: 'date', data: ['2020-01-02', '2020-01-03'], type: 'STRING' },
        { name: 'open', data: [1, 2], type: 'DOUBLE' },
        { name: 'high', data: [2, 3], type: 'DOUBLE' },
        { name: 'low', data: [1, 2], type: 'DOUBLE' },
        { name: 'close', data: [2, 3], type: 'DOUBLE' },
      ],
    })
    const csv = await fileSource('csv', await files({ 'bars.csv': dailyCsv })).load(daily)
    const path = await files({ 'bars.parquet': new Uint8Array(parquet) })
    const other = await fileSource('parquet', path).load(daily)
    expect(other.sourceIds).toEqual(csv.sourceIds)
    expect(other.warnings).toContain('the bars have no volume: it is missing in every row')
  })

  it('names the data of bars of which some lack a price', async () => {
    const whole = await fileSource('csv', await files({ 'bars.csv': dailyCsv })).load(daily)
    const gap = dailyCsv.replace('2,3,2,3,9', '2,3,2,,9')
    const { bars, sourceIds } = await fileSource('csv', await files({ 'bars.csv': gap })).load(daily)
    expect(bars.close).toEqual(Float64Array.of(2, Number.NaN))
    expect(sourceIds).toEqual([expect.stringMatching(/^file:[0-9a-f]{64}$/)])
    expect(sourceIds).not.toEqual(whole.sourceIds)
  })

  it('tells what is odd in the window, and how the rows stood', async () => {
    const path = await files({
      'bars.csv':
        'date,open,high,low,close,volume\n2020-01-06,8,8,8,8,1\n2020-01-02,16,16,16,16,1\n2020-01-08,8,8,8,8,1\n',
    })
    expect((await fileSource('csv', path).load(daily)).warnings).toEqual([
      'the rows were sorted by time: line 3 is earlier than line 2',
      '2 sessions of the New York Stock Exchange between the first and the last bar have no bar (2020-01-03, 2020-01-07)',
      'these jumps may be splits that the prices were not adjusted for, and count as returns: 2020-01-06 open × 0.500 overnight, near 1:2',
    ])
    const { warnings } = await fileSource('csv', path).load({ ...daily, start: '2020-01-08' })
    expect(warnings).toEqual(['the rows were sorted by time: line 3 is earlier than line 2'])
  })

  describe('with a YAML file beside the data', () => {
    it('takes columns, zone and the meaning of times from it', async () => {
      const path = await files({
        'bars.csv': 'Zeit,o,h,l,c,Open\n2020-01-02 16:30,1,2,1,2,77\n',
        'bars.csv.yaml': [
          'columns: { time: Zeit, open: o, high: h, low: l, close: c }',
          'time_zone: Europe/Berlin',
          'bar_time: end',
          'cadence: hourly',
          'ticker: XYZ',
        ].join('\n'),
      })
      const { bars } = await fileSource('csv', path).load({ ticker: 'xyz', cadence: 'hourly' })
      expect(bars.open).toEqual(Float64Array.of(1)) // not the column called Open
      expect(new Date(bars.ts[0]).toISOString()).toBe('2020-01-02T15:30:00.000Z') // 16:30 in Berlin is its end
      expect(bars.hourEt).toEqual(Int8Array.of(9)) // it starts at 9:30 in New York
    })

    it('refuses another ticker or cadence than it says', async () => {
      const path = await files({ 'bars.csv': dailyCsv, 'bars.csv.yaml': 'ticker: QQQ\ncadence: daily\n' })
      const load = (ticker: string, cadence: 'daily' | 'hourly') =>
        fileSource('csv', path).load({ ticker, cadence })
      await expect(load('SPX', 'daily')).rejects.toMatchObject({
        code: 'UNPROCESSABLE',
        message: 'bars.csv holds QQQ daily as bars.csv.yaml says, not SPX daily',
        next: 'say --ticker QQQ, or name another file',
      })
      await expect(load('QQQ', 'hourly')).rejects.toThrow('not QQQ hourly')
      expect((await load('FILE', 'daily')).bars.ticker).toBe('QQQ')
    })

    it.each([
      ['colums: {}\n', 'bars.csv.yaml: colums (line 1): unknown field; did you mean "columns"?'],
      [
        'ticker: A\nbar_time: middle\n',
        'bars.csv.yaml: bar_time (line 2): expected one of start, end, got "middle"',
      ],
      [
        'columns:\n  close: clse\n',
        'bars.csv.yaml: columns.close (line 2): the file has no column "clse"; did you mean "close"?',
      ],
      [
        'time_zone: Mars/Olympus\n',
        'bars.csv.yaml: time_zone (line 1): expected a name of the IANA database',
      ],
      ['ticker: [A\n', 'bars.csv.yaml (line '],
    ])('names the line of a fault in %j', async (mapping, message) => {
      const path = await files({ 'bars.csv': dailyCsv, 'bars.csv.yaml': mapping })
      await expect(fileSource('csv', path).load(daily)).rejects.toThrow(message)
      await expect(fileSource('csv', path).load(daily)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
    })

    it('is not followed out of the folder', async () => {
      const elsewhere = await files({ 'secret.yaml': 'ticker: T\n' })
      const path = await files({ 'bars.csv': dailyCsv })
      await symlink(elsewhere, `${path}.yaml`)
      await expect(fileSource('csv', path).load(daily)).rejects.toThrow('leads out of the folder of the data')
    })
  })

  describe('where more is needed than the bars', () => {
    it('reads the files that the mapping names, up to the end of the window and from their beginning', async () => {
      const path = await files({
        'bars.csv': dailyCsv,
        'bars.csv.yaml': 'five_minute: minutes.csv\ndaily:\n  "I:VIX": vix.csv\n',
        'minutes.csv': fiveMinuteCsv,
        'vix.csv': dailyCsv.replace('2020-01-02', '2019-12-31'),
      })
      const { market, sourceIds } = await fileSource('csv', path).load({
        ...daily,
        start: '2020-01-03',
        end: '2020-01-03',
        needs: needing({ fiveMinute: true, daily: ['I:VIX'] }),
      })
      const days = (session: Int32Array | undefined) => Array.from(session ?? []).map(formatDay)
      expect(market.fiveMinute).toMatchObject({ ticker: 'T', cadence: '5m' })
      expect(days(market.fiveMinute?.session)).toEqual(['2020-01-02', '2020-01-03'])
      expect(market.daily.get('I:VIX')).toMatchObject({ ticker: 'I:VIX', cadence: 'daily' })
      expect(days(market.daily.get('I:VIX')?.session)).toEqual(['2019-12-31', '2020-01-03'])
      expect(sourceIds).toHaveLength(3)
    })

    it('reads none of them when nothing is needed', async () => {
      const path = await files({ 'bars.csv': dailyCsv, 'bars.csv.yaml': 'five_minute: none.csv\n' })
      const { market, sourceIds } = await fileSource('csv', path).load(daily)
      expect([market.fiveMinute, sourceIds.length]).toEqual([null, 1])
    })

    it('takes five-minute bars for their own', async () => {
      const path = await files({ 'bars.csv': fiveMinuteCsv })
      const needs = needing({ fiveMinute: true })
      const { bars, market } = await fileSource('csv', path).load({ ticker: 'T', cadence: '5m', needs })
      expect(market.fiveMinute).toEqual(bars)
    })

    it('refuses what no file was named for', async () => {
      const path = await files({
        'bars.csv': dailyCsv,
        'bars.csv.yaml': 'daily: { "I:VIX": vix.csv }\n',
        'vix.csv': dailyCsv,
      })
      const needs = needing({ daily: ['I:VIX', 'I:VVIX'], chain: { daysAhead: [0] } })
      await expect(fileSource('csv', path).load({ ...daily, needs })).rejects.toThrow(
        'the source csv does not hold daily bars of I:VVIX, option chain snapshots',
      )
    })

    it.each([
      ['five_minute: none.csv\n', 'bars.csv.yaml: five_minute (line 1): no file at none.csv'],
      [
        '\nfive_minute: ../1/bars.csv.gz\n',
        'bars.csv.yaml: five_minute (line 2): ../1/bars.csv.gz lies outside the folder',
      ],
    ])('names the line of %j', async (mapping, message) => {
      const path = await files({ 'bars.csv': dailyCsv, 'bars.csv.yaml': mapping })
      await expect(
        fileSource('csv', path).load({ ...daily, needs: needing({ fiveMinute: true }) }),
      ).rejects.toThrow(message)
    })

    it('does not follow a link out of the folder', async () => {
      const elsewhere = await files({ 'secret.csv': fiveMinuteCsv })
      const path = await files({ 'bars.csv': dailyCsv, 'bars.csv.yaml': 'five_minute: link.csv\n' })
      await symlink(elsewhere, join(path, '..', 'link.csv'))
      await expect(
        fileSource('csv', path).load({ ...daily, needs: needing({ fiveMinute: true }) }),
      ).rejects.toThrow('link.csv lies outside the folder')
    })
  })
})
