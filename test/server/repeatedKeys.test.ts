import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { repeatedKey } from '../../src/server/repeatedKeys.ts'

describe('a key that stands twice', () => {
  it.each([
    ['{"a":1,"a":1}', 'a'],
    ['{"a":{"b":1},"c":[{"d":1},{"d":1,"d":2}]}', 'd'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"a\\"b":1,"x":"y","a\\"b":2}', 'a"b'],
    [' { "__proto__" : 1 , "__proto__" : 2 } ', '__proto__'],
    ['[{"a":[1,{"a":2}],"a":3}]', 'a'],
  ])('is found in %s', (text, key) => {
    expect(repeatedKey(text)).toBe(key)
  })

  it('is not found in what no value can have', () => {
    expect(repeatedKey('{"a":{"a":["a","a",{"a":"a"}]},"b":"a","c":{"a":1}}')).toBeUndefined()
    fc.assert(
      fc.property(fc.json(), (text) => repeatedKey(JSON.stringify(JSON.parse(text))) === undefined),
      { seed: 1 },
    )
  })
})
