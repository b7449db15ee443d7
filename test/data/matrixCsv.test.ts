import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { formatDay } from '../../src/core/bars/day.ts'
import { runSteps } from '../../src/core/steps.ts'
import { type MatrixCsvOptions, readMatrixCsv } from '../../src/data/matrixCsv.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string, options?: MatrixCsvOptions) => runSteps(readMatrixCsv(bytes(text), options))
const names = (text: string, options?: MatrixCsvOptions) =>
  read(text, options).dataset.matrix.features.map(({ name }) => name)
const dates = ['2020-01-02', '2020-01-03', '2020-01-06', '2020-01-07']
const table = (header: string, rows: string[]) =>
  `date,${header}\n${rows.map((row, i) => `${dates[i]},${row}`).join('\n')}\n`

describe('readMatrixCsv', () => {
  it('takes numeric columns as features and ret_fwd as the return', () => {
    const { dataset, warnings, contentHash } = read(
      table('f1,note,f2,ret_fwd', ['1,a,,0.01', '2,b,4,-0.02', '3,c,5,']),
    )
    const { matrix } = dataset
    expect(matrix.features).toEqual([
      { name: 'f1', values: Float64Array.of(1, 2, 3) },
      { name: 'f2', values: Float64Array.of(Number.NaN, 4, 5) },
    ])
    expect(matrix.retFwd).toEqual(Float64Array.of(0.01, -0.02, Number.NaN))
    expect([...matrix.session].map(formatDay)).toEqual(dates.slice(0, 3))
    expect(matrix.ts[0]).toBe(Date.parse('2020-01-02T21:00:00Z'))
    expect(matrix.labelEnd).toEqual(Float64Array.of(matrix.ts[1], matrix.ts[2], Number.NaN))
    expect(matrix).toMatchObject({ hourEt: null, target: null })
    expect(dataset).toMatchObject({
      bars: null,
      barOfRow: null,
      horizon: 1,
      returnBasis: 'forward',
      periodsPerYear: 252,
    })
    expect(warnings).toContain('column note is no feature: holds text')
    const text = table('f1,note,f2,ret_fwd', ['1,a,,0.01', '2,b,4,-0.02', '3,c,5,'])
    expect(contentHash).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('lets features and exclude narrow the columns', () => {
    const text = table('a,b,c,ret_fwd', ['1,2,3,0'])
    expect(names(text)).toEqual(['a', 'b', 'c'])
    expect(names(text, { exclude: ['b'] })).toEqual(['a', 'c'])
    expect(names(text, { features: ['c', 'a'] })).toEqual(['c', 'a'])
  })

  it('never makes a feature of a column that looks ahead', () => {
    const text = table('a,y,y_syn,ret_fwd,ret_fwd_5d,ret_next_hour,label_end', ['1,UP,UP,0,0,0,2020-01-03'])
    expect(names(text)).toEqual(['a'])
    expect(() => names(text, { features: ['a', 'ret_fwd_5d'] })).toThrow(
      `"ret_fwd_5d" is the time, the outcome or the weight`,
    )
  })

  it.each([
    ['a,ret_next_hour', ['1,0.5'], {}, 0.5],
    ['a,ret_fwd_5d', ['1,0.25'], {}, 0.25],
    ['a,ret_fwd,gain', ['1,0.5,0.75'], { returns: 'gain' }, 0.75],
  ])('finds the return in %s', (header, rows, options, value) => {
    expect(read(table(header, rows), options).dataset.matrix.retFwd[0]).toBe(value)
  })

  it('takes the horizon from the option, or from the name of a daily return', () => {
    expect(read(table('a,ret_fwd_5d', ['1,0'])).dataset.horizon).toBe(5)
    expect(read(table('a,ret_fwd_5d', ['1,0']), { horizon: 2 }).dataset.horizon).toBe(2)
    expect(() => read(table('a,ret_fwd', ['1,0']), { horizon: 0 })).toThrow(
      'expected a whole number of bars from 1, got 0',
    )
  })

  it('ends labels as many rows ahead as the horizon says, by the median gap past the last row', () => {
    const { matrix } = read(table('a,ret_fwd', ['1,0', '2,0', '3,0', '4,0']), { horizon: 2 }).dataset
    const day = 86_400_000
    expect([...matrix.labelEnd]).toEqual([
      matrix.ts[2],
      matrix.ts[3],
      matrix.ts[3] + day,
      matrix.ts[3] + 2 * day,
    ])
  })

  it('keeps class names, with an empty cell for a class not known yet', () => {
    const { matrix } = read(table('a,y', ['1,UP', '2,', '3,DOWN'])).dataset
    expect(matrix.target).toEqual(['UP', '', 'DOWN'])
    expect(matrix.retFwd.every(Number.isNaN)).toBe(true)
    expect(Number.isNaN(matrix.labelEnd[1])).toBe(true)
    expect(matrix.labelEnd[0]).toBe(matrix.ts[1])
    expect(read(table('a,side', ['1,long', '2,short']), { target: 'side' }).dataset.matrix.target).toEqual([
      'long',
      'short',
    ])
  })

  it('prices trades by open and close, or by close alone', () => {
    const both = read(table('a,open,close,ret_fwd', ['1,10,11,0', '2,12,13,0'])).dataset
    expect(both).toMatchObject({ returnBasis: 'open_close', barOfRow: Int32Array.of(0, 1) })
    expect(both.bars).toMatchObject({
      open: Float64Array.of(10, 12),
      close: Float64Array.of(11, 13),
      cadence: 'daily',
    })
    expect(both.matrix.features.map(({ name }) => name)).toEqual(['a'])
    expect(read(table('a,close,ret_fwd', ['1,11,0'])).dataset.returnBasis).toBe('close')
    const scaled = read(table('a,close,ret_fwd', ['1,-0.3,0']))
    expect(scaled.dataset).toMatchObject({ bars: null, returnBasis: 'forward' })
    expect(scaled.warnings.join()).toContain('close is not taken as a price')
  })

  it('takes the return from closes when the file has no outcome at all', () => {
    const { dataset, warnings } = read(table('a,close', ['1,100', '2,110', '3,99']))
    expect(dataset.matrix.retFwd[0]).toBeCloseTo(0.1, 12)
    expect(dataset.matrix.retFwd[2]).toBeNaN()
    expect(warnings).toContain('ret_fwd is taken from close: 1 bar ahead')
  })

  it('decides a date with hour_et when that hour has ended, and annualises by the rows of a date', () => {
    const rows = ['2020-01-02,14', '2020-01-02,15', '2020-01-03,14', '2020-01-03,15'].map(
      (row) => `${row},1,0`,
    )
    const { matrix, periodsPerYear } = read(`date,hour_et,a,ret_fwd\n${rows.join('\n')}`).dataset
    expect([...(matrix.hourEt ?? [])]).toEqual([14, 15, 14, 15])
    expect(matrix.ts[1]).toBe(Date.parse('2020-01-02T21:00:00Z'))
    expect(matrix.features.map(({ name }) => name)).toEqual(['a'])
    expect(periodsPerYear).toBe(504)
  })

  it('reads full times as they are and says the hour of New York', () => {
    const text = 'ts,a,ret_fwd\n2020-07-01T15:30:00Z,1,0\n2020-07-01T12:30:00-04:00,1,0\n'
    const { matrix } = read(text).dataset
    expect([...matrix.ts]).toEqual([Date.parse('2020-07-01T15:30:00Z'), Date.parse('2020-07-01T16:30:00Z')])
    expect([...(matrix.hourEt ?? [])]).toEqual([11, 12])
  })

  it('takes midnights in every row for dates, so that no session moves a day', () => {
    const { matrix } = read('ts,a,ret_fwd\n2020-01-02T00:00:00Z,1,0\n2020-01-03T00:00:00Z,1,0\n').dataset
    expect([...matrix.session].map(formatDay)).toEqual(['2020-01-02', '2020-01-03'])
    expect(matrix.hourEt).toBeNull()
  })

  it('sorts rows by time, prices, targets and all', () => {
    const { dataset, warnings } = read(
      'date,a,y,close,ret_fwd\n2020-01-03,2,DOWN,20,0.2\n2020-01-02,1,UP,10,0.1\n',
    )
    expect(dataset.matrix).toMatchObject({ target: ['UP', 'DOWN'], retFwd: Float64Array.of(0.1, 0.2) })
    expect(dataset.matrix.features[0].values).toEqual(Float64Array.of(1, 2))
    expect(dataset.bars?.close).toEqual(Float64Array.of(10, 20))
    expect(warnings).toContain('rows were sorted by time')
  })

  it('keeps the ledger hash when rows are appended or the ticker changes, not when a return or the horizon does', () => {
    const rows = Array.from(
      { length: 300 },
      (_, i) => `${new Date(i * 86_400_000).toISOString().slice(0, 10)},${i},${i / 1e4}`,
    )
    const file = (lines: string[]) => `date,a,ret_fwd\n${lines.join('\n')}\n`
    const { ledgerHash, contentHash } = read(file(rows.slice(0, 280)))
    const longer = read(file(rows), { ticker: 'OTHER' })
    expect(longer.ledgerHash).toBe(ledgerHash)
    expect(longer.contentHash).not.toBe(contentHash)
    expect(read(file(rows), { horizon: 2 }).ledgerHash).not.toBe(ledgerHash)
    expect(read(file(rows.with(3, rows[3].replace(/[^,]*$/, '0.5')))).ledgerHash).not.toBe(ledgerHash)
  })

  it('needs no outcome for prediction', () => {
    const { matrix } = read(table('a', ['1', '2']), { labelRequired: false }).dataset
    expect(matrix.retFwd.every(Number.isNaN)).toBe(true)
  })

  it.each<[string, MatrixCsvOptions, string]>([
    [table('a,ret_fwd', ['1,0', 'x,0']), { features: ['a'] }, 'a (line 3): expected a number, got "x"'],
    [table('a,ret_fwd', ['1,0', 'oops,0']), {}, 'a (line 3): expected a number, got "oops"'],
    [table('a,ret_fwd', ['NaN,0', '1,0']), {}, 'a (line 2): expected a number, got "NaN"'],
    [table('a,ret_fwd', ['1,up']), {}, 'ret_fwd (line 2): expected a number, got "up"'],
    [
      'date,a,ret_fwd\n2020-01-02,1,0\n2020-01-03,1,0\n2020-01-02,1,0\n',
      {},
      'date (line 4): the same time as line 2',
    ],
    ['date,a,ret_fwd\n2020-99-02,1,0\n', {}, 'date (line 2): expected a time'],
    ['day,a,ret_fwd\n2020-01-02,1,0\n', {}, 'time (line 1): missing column: expected one of ts'],
    ['a,ret_fwd\n1,0\n', {}, 'without times no training row that overlaps a test can be purged'],
    [
      table('alpha,ret_fwd', ['1,0']),
      { features: ['alpah'] },
      'features: the file has no column "alpah"; did you mean "alpha"?',
    ],
    [
      table('a,ret_fwd', ['1,0']),
      { returns: 'ret_fw' },
      'return: the file has no column "ret_fw"; did you mean "ret_fwd"?',
    ],
    [
      table('a,ret_fwd_1d,ret_fwd_5d', ['1,0,0']),
      {},
      'several columns hold forward returns: ret_fwd_1d, ret_fwd_5d',
    ],
    [table('a,b', ['1,2']), {}, 'target: expected a forward return (ret_fwd'],
    [table('a,ret_fwd', ['1,', '2,']), {}, 'target: every value of the target is missing'],
    [table('note,ret_fwd', ['x,1']), {}, 'features: no numeric column is left'],
    [
      table('a,ret_fwd,label_end', ['1,0,2019-01-01']),
      {},
      'label_end (line 2): the label ends before its own row',
    ],
    [
      'date,hour_et,a,ret_fwd\n2020-01-02,25,1,0\n',
      {},
      'hour_et (line 2): expected a whole hour from 0 to 23, got 25',
    ],
  ])('refuses %j %j, naming what is wrong where', (text, options, message) => {
    expect(() => read(text, options)).toThrow(message)
    expect(() => read(text, options)).toThrow(expect.objectContaining({ code: 'INVALID_PARAM' }))
  })

  it('sees that a column of many values is no class', () => {
    const rows = Array.from({ length: 30 }, (_, i) => `2020-01-${String(i + 1).padStart(2, '0')},1,0.${i}1`)
    expect(() => read(`date,a,y\n${rows.join('\n')}\n`)).toThrow(
      'y: expected a class, got 30 different values',
    )
  })

  describe('where times are not required', () => {
    const loose = (text: string, options: MatrixCsvOptions = {}) =>
      read(text, { ...options, timesRequired: false })

    it('takes the rows of a file without times in its order, numbered', () => {
      const { dataset, warnings } = loose('close,a,y,split\n-1,1,b,train\n2,2,,train\n3,3,a,test\n', {
        target: 'y',
      })
      expect(dataset.matrix).toMatchObject({
        ts: Float64Array.of(0, 1, 2),
        target: ['b', '', 'a'],
        labelEnd: Float64Array.of(1, Number.NaN, 3),
        hourEt: null,
      })
      expect(dataset.matrix.features.map(({ name }) => name)).toEqual(['close', 'a'])
      expect(dataset).toMatchObject({ bars: null, returnBasis: 'forward' })
      expect(warnings).toEqual([
        'column split is no feature: holds text',
        'the file has no time column: rows are taken in the order of the file',
      ])
    })

    it.each([
      ['plain numbers', 'Time,a,y\n0,1,u\n0,2,v\n1.5,3,u\n', ['Time', 'a']],
      ['another notation', 'date,a,y\n31/12/2020,1,u\n01/01/2021,2,v\n', ['a']],
    ])('takes a column of %s for no time', (_, text, features) => {
      const { matrix } = loose(text).dataset
      expect(matrix.ts[1]).toBe(1)
      expect(matrix.features.map(({ name }) => name)).toEqual(features)
    })

    it('still names the line of a bad time among good ones', () => {
      expect(() => loose('date,a,y\n2020-01-02,1,u\noops,2,v\n')).toThrow('date (line 3): expected a time')
    })

    it('keeps rows of one time in the order of the file, and ends their labels at the next time', () => {
      const { dataset, warnings } = loose(
        'date,a,close,y\n2020-01-03,3,9,u\n2020-01-02,1,9,u\n2020-01-02,2,9,v\n',
      )
      const { ts, labelEnd, features } = dataset.matrix
      expect([...features[0].values]).toEqual([1, 2, 3])
      expect([...labelEnd]).toEqual([ts[2], ts[2], ts[2] + (ts[2] - ts[0])])
      expect(dataset.bars).toBeNull()
      expect(warnings.join()).toMatch(/share a time.*close is not taken as a price/)
    })
  })

  it('takes words for a class not known as none, and says so', () => {
    const { dataset, warnings } = read(table('a,y', ['1,NA', '2,nan', '3,DOWN']))
    expect(dataset.matrix.target).toEqual(['', '', 'DOWN'])
    expect(dataset.matrix.labelEnd[0]).toBeNaN()
    expect(warnings).toContain('NA, nan in y is taken for a class not known')
  })

  it('prices by the column named as close', () => {
    const { dataset } = read(table('a,settle,ret_fwd', ['1,11,0']), { close: 'settle' })
    expect(dataset.bars?.close).toEqual(Float64Array.of(11))
    expect(dataset.matrix.features.map(({ name }) => name)).toEqual(['a'])
  })

  it('warns when neighbouring returns overlap and the horizon does not say so', () => {
    const close = Array.from(
      { length: 200 },
      (_, day) => 100 + 10 * Math.sin(day / 3) + ((day * 7919) % 13) / 10,
    )
    const file = (bars: number) =>
      `date,a,ret_fwd\n${close
        .slice(0, 190)
        .map((price, day) => `${formatDay(18_000 + day)},1,${close[day + bars] / price - 1}`)
        .join('\n')}\n`
    const overlap = expect.stringMatching(/overlapping ones do.*--horizon N/)
    expect(read(file(5)).warnings).toContainEqual(overlap)
    expect(read(file(5), { horizon: 5 }).warnings).not.toContainEqual(overlap)
  })

  it('can not serve a file without rows', () => {
    expect(() => read('date,a,ret_fwd\n')).toThrow(expect.objectContaining({ code: 'UNPROCESSABLE' }))
  })
})
