import { describe, expect, it } from 'vitest'
import { painter } from '../../../src/cli/output/paint.ts'

describe('painter', () => {
  it('leaves text as it is where there are no colours', () => {
    const paint = painter(false)
    expect([paint.bold('a'), paint.dim('b'), paint.red('c'), paint.cyan('')]).toEqual(['a', 'b', 'c', ''])
  })

  it('writes codes around a text, and none around nothing', () => {
    const paint = painter(true)
    expect(paint.red('no')).toBe('\u001B[31mno\u001B[39m')
    expect(paint.bold('head')).toBe('\u001B[1mhead\u001B[22m')
    expect(paint.green('')).toBe('')
  })

  it('goes on with the outer colour after an inner one, and ends it at the end of a line', () => {
    const paint = painter(true)
    expect(paint.red(`a${paint.green('b')}c`)).toBe('\u001B[31ma\u001B[32mb\u001B[31mc\u001B[39m')
    expect(paint.bold('a\nb')).toBe('\u001B[1ma\u001B[22m\n\u001B[1mb\u001B[22m')
  })
})
