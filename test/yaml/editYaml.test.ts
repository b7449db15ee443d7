import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { editYaml } from '../../src/yaml/editYaml.ts'

const text = `# a model
model: gbm # the default
hyperparams:
  # shallow
  max_depth: 3
  learning_rate: 0.050
hours: [13, 14]
`

describe('a text of YAML that is edited', () => {
  it('keeps comments, order and spelling of what stays', () => {
    const after = {
      model: 'xgb',
      hours: [13],
      hyperparams: { max_depth: 4, learning_rate: 0.05, seed: 7 },
      notes: 'b',
    }
    expect(editYaml(text, after)).toBe(`# a model
model: xgb # the default
hyperparams:
  # shallow
  max_depth: 4
  learning_rate: 0.050
  seed: 7
hours:
  - 13
notes: b
`)
    expect(editYaml(text, parse(text))).toBe(text)
  })

  it('says what it is to say, whatever it said', () => {
    const value = fc.letrec((tie) => ({
      leaf: fc.oneof(
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.string(),
        fc.constantFrom('13', 'true', 'null', '# a'),
      ),
      list: fc.array(tie('any'), { maxLength: 3 }),
      map: fc.dictionary(fc.constantFrom('a', 'b', 'c', '1', 'null'), tie('any'), { maxKeys: 3 }),
      any: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('list'), tie('map')),
    }))
    const document = value.map
    fc.assert(
      fc.property(document, document, (before, after) => {
        expect(parse(editYaml(stringify(before), after))).toEqual(after)
      }),
    )
  })

  it('writes out what aliases stood for', () => {
    expect(parse(editYaml('a: &x { b: 1 }\nc: *x\n', { a: { b: 2 }, c: { b: 1 } }))).toEqual({
      a: { b: 2 },
      c: { b: 1 },
    })
  })
})
