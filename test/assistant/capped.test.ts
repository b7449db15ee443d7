import { describe, expect, it } from 'vitest'
import { capped } from '../../src/assistant/records/capped.ts'

describe('a stored document', () => {
  it('is shown as it is stored while it is short', () => {
    const document = { sharpe: 0.1 + 0.2, hours: [9, 10], missing: null, nested: { flag: false, text: 'x' } }
    expect(capped(document)).toEqual(document)
  })

  it('ends early, and says so, where it is long', () => {
    expect(capped(Array.from({ length: 43 }, (_, at) => at))).toEqual([...Array(40).keys(), '… and 3 more'])
    expect(capped('x'.repeat(1_001))).toBe(`${'x'.repeat(1_000)}… (cut: 1001 characters)`)
    const wide = Object.fromEntries(Array.from({ length: 82 }, (_, at) => [`key${at}`, at]))
    expect(Object.entries(capped(wide) ?? {}).at(-1)).toEqual(['…', 'and 2 more'])
  })

  it('is short in all, however its parts multiply', () => {
    const leaf = Array<string>(40).fill('x'.repeat(1_000))
    const deep = Array(40).fill(Array(40).fill(leaf))
    expect(JSON.stringify(capped(deep)).length).toBeLessThan(25_000)
  })

  it('keeps a name that means something to JavaScript as a name', () => {
    const document: unknown = JSON.parse('{"__proto__": {"admin": true}}')
    expect(JSON.stringify(capped(document))).toBe('{"__proto__":{"admin":true}}')
    expect(Reflect.get({}, 'admin')).toBeUndefined()
  })
})
