import { describe, expect, it } from 'vitest'
import { painter } from '../../src/cli/output/paint.ts'
import { flattened, pairs, section, wrapped } from '../../src/cli/sections.ts'

describe('pairs', () => {
  it('lines values up, and leaves out what is absent', () => {
    const entries = Object.entries({
      a: 1,
      long: true,
      none: undefined,
      nil: null,
      empty: '',
      list: ['x', 'y'],
    })
    expect(pairs(entries)).toEqual(['a     1', 'long  true', 'list  x, y'])
  })

  it('goes on below the value when it is too long', () => {
    expect(pairs([['name', 'one two three']], 13)).toEqual(['name  one two', '      three'])
  })
})

describe('wrapped', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['one', 2, ['one']],
    ['a bb', Number.POSITIVE_INFINITY, ['a bb']],
    ['', 5, ['']],
  ])('breaks %j at %d signs', (text, width, lines) => {
    expect(wrapped(text, width)).toEqual(lines)
  })
})

describe('flattened', () => {
  it('dots the names of inner fields, and keeps lists whole', () => {
    expect(flattened({ a: { b: { c: 1 } }, d: [1, 2], e: null })).toEqual([
      ['a.b.c', 1],
      ['d', [1, 2]],
      ['e', null],
    ])
  })
})

describe('section', () => {
  const plain = painter(false)

  it('is nothing without lines', () => {
    expect(section(plain, 'heading', [])).toEqual([])
    expect(section(plain, 'heading', ['line'])).toEqual(['', 'heading', '  line'])
  })
})
