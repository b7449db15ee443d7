import { describe, expect, it } from 'vitest'
import { globOf } from '../../src/assistant/files/glob.ts'

const paths = [
  'reports/a.csv',
  'reports/2026/b.csv',
  'reports/2026/c.xlsx',
  'static/a.png',
  '.sigma/artifacts/0f/0f.csv',
]
const matching = (pattern: string): string[] => paths.filter(globOf(pattern))

describe('a pattern of paths', () => {
  it.each([
    ['**/*', paths],
    ['*', paths],
    ['reports/*.csv', ['reports/a.csv']],
    ['reports/**/*.csv', ['reports/a.csv', 'reports/2026/b.csv']],
    [
      '**/*.{csv,xlsx}',
      ['reports/a.csv', 'reports/2026/b.csv', 'reports/2026/c.xlsx', '.sigma/artifacts/0f/0f.csv'],
    ],
    ['?.csv', ['reports/a.csv', 'reports/2026/b.csv']],
    ['./static/**', ['static/a.png']],
    ['{reports,static}/a.*', ['reports/a.csv', 'static/a.png']],
    ['reports', []],
    ['reports/[a].csv', []],
    ['{}', []],
  ])('%s', (pattern, expected) => {
    expect(matching(pattern)).toEqual(expected)
  })

  it.each([
    '../**',
    'reports/../../etc/*',
    '/etc/*',
    '~/x',
    'C:\\x',
    '\\\\server\\share',
    '{..,a}/x',
    'a\0b',
    'reports/{a,..}/x',
  ])('that leads out is declined: %j', (pattern) => {
    expect(() => globOf(pattern)).toThrow(/^glob: only files below reports\//)
  })

  it('takes no longer for one that is made to take long', () => {
    const slow = `${'*a'.repeat(140)}b`
    expect(globOf(slow)(`reports/${'a'.repeat(250)}`)).toBe(false)
    expect(globOf(`${'**/a/'.repeat(50)}b`)(Array.from({ length: 200 }, () => 'a').join('/'))).toBe(false)
  })

  it('with braces for too many patterns is refused', () => {
    expect(() => globOf('{a,b}'.repeat(20))).toThrow(/more than 64 patterns/)
  })
})
