import { describe, expect, it } from 'vitest'
import { csvCell } from '../../src/core/csvCell.ts'

describe('csvCell', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "so"', '"say ""so"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\rlines', '"two\rlines"'],
    ['=1+1', '=1+1'],
    ['', ''],
  ])('puts %j in quotes where it has to', (text, cell) => {
    expect(csvCell(text)).toBe(cell)
  })

  it.each([
    ['=HYPERLINK("http://evil.example","x")', `"'=HYPERLINK(""http://evil.example"",""x"")"`],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['+1+cmd', "'+1+cmd"],
    ['-2+3', "'-2+3"],
    ['\t=1', "'\t=1"],
    ['＝1+1', "'＝1+1"],
    ['-0.25', '-0.25'],
    ['+3', '+3'],
    ['-1e-7', '-1e-7'],
    ['a=b', 'a=b'],
    ['2024-01-02', '2024-01-02'],
  ])('lets a spreadsheet compute nothing of %j, and leaves numbers as they are', (text, cell) => {
    expect(csvCell(text, { forSpreadsheet: true })).toBe(cell)
  })
})
