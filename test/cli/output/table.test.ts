import { describe, expect, it, vi } from 'vitest'
import { painter } from '../../../src/cli/output/paint.ts'
import { type Column, pickColumns, renderTable } from '../../../src/cli/output/table.ts'

const paint = painter(false)
const rows = [
  { id: 'a', metrics: { sharpe: 1.234 }, note: 'x,y' },
  { id: 'b', metrics: { sharpe: null }, note: 'say "z"' },
  { id: 'c', metrics: { sharpe: -2 }, note: 'tab\there' },
]
const columns: Column[] = [
  { field: 'id', title: 'run', rank: 0 },
  {
    field: 'metrics.sharpe',
    align: 'right',
    show: (value) => (typeof value === 'number' ? value.toFixed(1) : '-'),
    rank: 1,
  },
  { field: 'note', rank: 2 },
]

describe('renderTable', () => {
  it('aligns columns under their headings', () => {
    const text = renderTable(rows.slice(0, 2), columns.slice(0, 2), { format: 'table', width: 80, paint })
    expect(text.split('\n')).toEqual(['run  sharpe', 'a       1.2', 'b         -'])
  })

  it('leaves out the columns of the highest rank when the terminal is too narrow', () => {
    const heading = (width: number) =>
      renderTable(rows, columns, { format: 'table', width, paint }).split('\n')[0]
    expect(heading(80)).toMatch(/run +sharpe +note/)
    expect(heading(18)).toMatch(/^run +sharpe$/)
    expect(heading(3), 'rank 0 stays').toMatch(/^run$/)
  })

  it('tells which columns it had no room for, but not of empty ones', () => {
    const leftOut = (width: number, shown = rows) => {
      const onLeftOut = vi.fn()
      renderTable(shown, columns, { format: 'table', width, paint, onLeftOut })
      return onLeftOut.mock.calls
    }
    expect(leftOut(80)).toEqual([])
    expect(leftOut(18)).toEqual([[['note']]])
    expect(leftOut(18, [{ ...rows[0], note: '' }])).toEqual([])
  })

  it('brings narrow columns back when a wide one that left later made room', () => {
    const wide = [{ a: 'one', b: 'two', c: 'x'.repeat(40) }]
    const text = renderTable(
      wide,
      [
        { field: 'a', rank: 0 },
        { field: 'b', rank: 3 },
        { field: 'c', rank: 2 },
      ],
      { format: 'table', width: 20, paint },
    )
    expect(text.split('\n')[0]).toMatch(/^a +b$/)
  })

  it('writes whole values for programs, quoted where CSV needs it', () => {
    expect(renderTable(rows, columns, { format: 'csv', width: 80, paint }).split('\n')).toEqual([
      'run,sharpe,note',
      'a,1.234,"x,y"',
      'b,,"say ""z"""',
      'c,-2,tab\there',
    ])
    expect(renderTable(rows, columns, { format: 'tabs', width: 80, paint }).split('\n')[2]).toBe(
      'c\t-2\ttab here',
    )
  })

  it('sorts by a column, missing values last', () => {
    const order = (sort: string) =>
      renderTable(rows, columns, { format: 'tabs', width: 80, paint, sort })
        .split('\n')
        .map((line) => line[0])
        .join('')
    expect(order('sharpe')).toBe('cab')
    expect(order('-run')).toBe('cba')
  })
})

describe('--columns', () => {
  it('chooses and orders columns by heading or field', () => {
    expect(pickColumns(columns, { columns: 'metrics.sharpe, run' }).map(({ field }) => field)).toEqual([
      'metrics.sharpe',
      'id',
    ])
  })

  it('names the nearest column, and all of them', () => {
    expect(() => pickColumns(columns, { columns: 'sharp' })).toThrow(
      /did you mean "sharpe"\?.*run, sharpe, note/,
    )
  })
})
