import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ColumnKind, openCsv } from '../../src/data/csvTable.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const kinds: Readonly<Record<string, ColumnKind>> = { a: 'number', b: 'number', t: 'text' }

function read(text: string) {
  const file = openCsv(bytes(text))
  const table = file.read(file.names.map((name) => kinds[name] ?? 'skip'))
  return {
    a: [...(table.numbers.get('a') ?? [])],
    b: [...(table.numbers.get('b') ?? [])],
    t: table.texts.get('t') ?? [],
    lines: Array.from({ length: table.rows }, (_, row) =>
      Number(table.places.name(row).replace('line ', '')),
    ),
  }
}

describe('openCsv', () => {
  it.each([
    ['plain lines', 'a,t,b\n1,x,2\n3,y,4\n'],
    ['CRLF', 'a,t,b\r\n1,x,2\r\n3,y,4\r\n'],
    ['no end of the last line', 'a,t,b\n1,x,2\n3,y,4'],
    ['a byte order mark', '\uFEFFa,t,b\n1,x,2\n3,y,4\n'],
    ['blanks around cells', 'a , t,b\n 1, x ,2 \n3,y\t,4\n'],
    ['quotes around everything', '"a","t","b"\n"1","x","2"\n"3","y","4"\n'],
    ['semicolons', 'a;t;b\n1;x;2\n3;y;4\n'],
    ['tabs', 'a\tt\tb\n1\tx\t2\n3\ty\t4\n'],
    ['columns nobody asked for', 'other,a,t,b\nfoo,1,x,2\n"b,ar",3,y,4\n'],
  ])('understands %s', (_, text) => {
    expect(read(text)).toEqual({ a: [1, 3], b: [2, 4], t: ['x', 'y'], lines: [2, 3] })
  })

  it('takes an empty cell as missing, also in quotes and at the end of a line', () => {
    expect(read('a,t,b\n,"",\n"",, \n')).toMatchObject({
      a: [Number.NaN, Number.NaN],
      b: [Number.NaN, Number.NaN],
      t: ['', ''],
    })
  })

  it('keeps delimiters, quotes and line ends inside quotes, and counts lines through them', () => {
    expect(read('a,t\n1,"x, ""y""\nz"\n2,w\n')).toMatchObject({
      a: [1, 2],
      t: ['x, "y"\nz', 'w'],
      lines: [2, 4],
    })
  })

  it('skips blank lines but keeps the numbers of lines', () => {
    expect(read('\na\n\n1\n\r\n2\n\n')).toMatchObject({ a: [1, 2], lines: [4, 6] })
  })

  it.each([
    ['a,b\n1,2\n3,x\n', 'b (line 3): expected a number, got "x"'],
    [
      'a,b\n1,NaN\n',
      'b (line 2): expected a number, got "NaN"; leave the cell empty where a value is missing',
    ],
    ['a,b\n1,"1,5"\n', 'b (line 2): expected a number, got "1,5"'],
    ['a,b\n1,inf\n', 'b (line 2): expected a number, got "inf"'],
    ['a,b\n1,2\n3\n', 'row (line 3): expected 2 cells as in the header, got 1'],
    ['a,b\n1,2,3\n', 'row (line 2): expected 2 cells as in the header, got 3'],
    ['a,a\n1,2\n', 'a (line 1): stands twice in the header'],
    ['a,\n1,2\n', 'column 2 (line 1): has no name'],
    ['', 'expected a header line, got an empty file'],
  ])('refuses %j, naming line and column', (text, message) => {
    expect(() => read(text)).toThrow(message)
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'INVALID_PARAM' }))
  })

  it('lists several faults at once, but not more than 20', () => {
    expect(() => read('a,b\nx,1\n2,y\n')).toThrow(
      'a (line 2): expected a number, got "x"; b (line 3): expected',
    )
    try {
      read(`a\n${'x\n'.repeat(100)}`)
      expect.unreachable()
    } catch (error) {
      expect(error).toHaveProperty('details.field_errors.length', 20)
    }
  })

  it('refuses UTF-16', () => {
    expect(() => openCsv(Uint8Array.of(0xff, 0xfe, 97, 0))).toThrow('expected UTF-8 text, got UTF-16')
  })

  it('reads plain decimals bit by bit, whether they fit into 15 digits or not', () => {
    const decimals = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 50,
    })
    fc.assert(
      fc.property(decimals, (values) => {
        const lines = values.map((value) => `${value},${-value}`)
        expect(read(`a,b\n${lines.join('\n')}`)).toMatchObject({
          a: values,
          b: values.map((value) => -value),
        })
      }),
      { numRuns: 500 },
    )
  })

  it('reads back any table of numbers and text that is written by the book', () => {
    const cell = fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string())
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), fc.constantFrom('\n', '\r\n'), (rows, lineEnd) => {
        const lines = rows.map(([a, t]) => `${Object.is(a, -0) ? '-0' : a},"${t.replaceAll('"', '""')}"`)
        const table = read(['a,t', ...lines].join(lineEnd))
        expect(table.a).toEqual(rows.map(([a]) => a))
        expect(table.t).toEqual(rows.map(([, t]) => t.trim()))
      }),
    )
  })
})
