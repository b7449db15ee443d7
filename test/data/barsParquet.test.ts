import type { SchemaElement } from 'hyparquet'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { formatDay } from '../../src/core/bars/day.ts'
import { readBarsParquet } from '../../src/data/barsParquet.ts'
import { makeZone } from '../../src/data/zone.ts'

const daily = { ticker: 'T', cadence: 'daily' } as const
const hourly = { ticker: 'T', cadence: 'hourly' } as const

interface Column extends ColumnSource {
  element?: Partial<SchemaElement>
}

const doubles = (name: string, data: (number | null)[]): Column => ({
  name,
  data,
  element: { type: 'DOUBLE', repetition_type: 'OPTIONAL' },
})

/** Bars of two rows with the time column given; later columns take the place of those of the same name. */
function parquet(
  time: Column,
  others: Column[] = [],
  codec: 'SNAPPY' | 'UNCOMPRESSED' = 'SNAPPY',
): Uint8Array {
  const usual = [
    doubles('open', [1, 2]),
    doubles('high', [2, 3]),
    doubles('low', [1, 2]),
    doubles('close', [2, 3]),
    doubles('volume', [10, null]),
  ].filter(({ name }) => !others.some((other) => other.name === name))
  const columns = [time, ...usual, ...others]
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, element }): SchemaElement => ({ name, repetition_type: 'REQUIRED', ...element })),
  ]
  const columnData = columns.map(({ name, data, encoding }) => ({
    name,
    data,
    ...(encoding && { encoding }),
  }))
  return new Uint8Array(parquetWriteBuffer({ columnData, schema, codec }))
}

const units = { MILLIS: 1n, MICROS: 1000n, NANOS: 1_000_000n } as const

function stamps(times: readonly string[], unit: keyof typeof units, isAdjustedToUTC: boolean): Column {
  return {
    name: 'ts',
    data: times.map((time) => BigInt(Date.parse(time)) * units[unit]),
    element: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit } },
  }
}

const iso = (ts: Float64Array) => [...ts].map((at) => new Date(at).toISOString().slice(0, 16))
const dates: Column = {
  name: 'Date',
  data: [18263, 18264],
  element: { type: 'INT32', converted_type: 'DATE' },
}

describe('readBarsParquet', () => {
  it.each(['SNAPPY', 'UNCOMPRESSED'] as const)('reads dates and nullable doubles, %s', async (codec) => {
    const bars = await readBarsParquet(parquet(dates, [], codec), daily)
    expect([...bars.session].map(formatDay)).toEqual(['2020-01-02', '2020-01-03'])
    expect(iso(bars.ts)).toEqual(['2020-01-02T21:00', '2020-01-03T21:00'])
    expect(bars.close).toEqual(Float64Array.of(2, 3))
    expect(bars.volume).toEqual(Float64Array.of(10, Number.NaN))
  })

  it.each(['MILLIS', 'MICROS', 'NANOS'] as const)(
    'reads stamps in %s, in UTC and of a clock',
    async (unit) => {
      const utc = stamps(['2020-01-02T14:30:00Z', '2020-07-02T13:30:00Z'], unit, true)
      const clock = stamps(['2020-01-02T09:30:00Z', '2020-07-02T09:30:00Z'], unit, false)
      for (const time of [utc, clock]) {
        const bars = await readBarsParquet(parquet(time), hourly)
        expect(iso(bars.ts)).toEqual(['2020-01-02T15:30', '2020-07-02T14:30'])
        expect([...(bars.hourEt ?? [])]).toEqual([9, 9])
      }
      const berlin = await readBarsParquet(parquet(clock), { ...hourly, zone: makeZone('Europe/Berlin') })
      expect(iso(berlin.ts)).toEqual(['2020-01-02T09:30', '2020-07-02T08:30'])
    },
  )

  it.each([
    ['midnight in New York', ['2020-01-02T05:00:00Z', '2020-07-02T04:00:00Z'], true],
    ['midnight in UTC', ['2020-01-02T00:00:00Z', '2020-07-02T00:00:00Z'], true],
    ['the close in New York', ['2020-01-02T21:00:00Z', '2020-07-02T20:00:00Z'], true],
    ['midnight on a clock', ['2020-01-02T00:00:00Z', '2020-07-02T00:00:00Z'], false],
  ] as const)('takes daily stamps of %s for that day', async (_, times, isUtc) => {
    const bars = await readBarsParquet(parquet(stamps(times, 'MICROS', isUtc)), daily)
    expect([...bars.session].map(formatDay)).toEqual(['2020-01-02', '2020-07-02'])
  })

  it('reads stamps of the old way, text, and seconds', async () => {
    const times = ['2020-01-02T14:30:00Z', '2020-01-02T15:30:00Z']
    const old: Column = {
      name: 'ts',
      data: times.map((time) => BigInt(Date.parse(time))),
      element: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
    }
    const text: Column = { name: 'ts', data: times, element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' } }
    const seconds: Column = {
      name: 'ts',
      data: times.map((time) => BigInt(Date.parse(time) / 1000)),
      element: { type: 'INT64' },
    }
    for (const time of [old, text, seconds]) {
      expect(iso((await readBarsParquet(parquet(time), hourly)).ts)).toEqual([
        '2020-01-02T15:30',
        '2020-01-02T16:30',
      ])
    }
  })

  it('reads whole numbers of 64 bits and floats of 32', async () => {
    const bytes = parquet(dates, [
      { name: 'volume', data: [3_000_000_000n, 2n], element: { type: 'INT64' } },
      { name: 'close', data: [1.5, 2.25], element: { type: 'FLOAT' } },
    ])
    const bars = await readBarsParquet(bytes, daily)
    expect(bars.volume).toEqual(Float64Array.of(3_000_000_000, 2))
    expect(bars.close).toEqual(Float64Array.of(1.5, 2.25))
  })

  it('takes the nameless index of pandas for the time, and reads no other column', async () => {
    const index = {
      ...stamps(['2020-01-02T00:00:00Z', '2020-01-03T00:00:00Z'], 'NANOS', false),
      name: '__index_level_0__',
    }
    const note: Column = {
      name: 'note',
      data: ['a', 'b'],
      element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
    }
    const bars = await readBarsParquet(parquet(index, [note]), daily)
    expect([...bars.session].map(formatDay)).toEqual(['2020-01-02', '2020-01-03'])
  })

  it.each([
    [
      'a price of 0',
      parquet(dates, [doubles('close', [2, 0])]),
      'close: row 2: expected a positive price, got 0',
    ],
    [
      'text for a price',
      parquet(dates, [
        { name: 'open', data: ['1', '2'], element: { type: 'BYTE_ARRAY', converted_type: 'UTF8' } },
      ]),
      'open: expected numbers, the column holds text',
    ],
    [
      'equal times',
      parquet(stamps(['2020-01-02T10:00:00Z', '2020-01-02T11:00:00Z'], 'MILLIS', true)),
      'ts: row 2: the same time as row 1',
    ],
    [
      'a missing time',
      parquet({
        name: 'date',
        data: ['2020-01-02', null],
        element: { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      }),
      'date: row 2: expected a time such as 2020-01-02',
    ],
    ['no time column', parquet({ ...dates, name: 'when' }), 'date (line 1): missing column'],
    ['what is no Parquet', new TextEncoder().encode('date,open\n'), 'expected a Parquet file'],
  ])('refuses %s', async (_, bytes, message) => {
    await expect(readBarsParquet(bytes, daily)).rejects.toThrow(message)
    await expect(readBarsParquet(bytes, daily)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
  })

  it('refuses a file that was cut off', async () => {
    await expect(readBarsParquet(parquet(dates).subarray(0, -20), daily)).rejects.toMatchObject({
      code: 'INVALID_PARAM',
    })
  })
})
