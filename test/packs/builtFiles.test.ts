import { describe, expect, it } from 'vitest'
import { builtFile, builtFilesText } from '../../src/packs/builtFiles.ts'

const policies = async (...texts: string[]): Promise<unknown> =>
  JSON.parse(
    await builtFilesText(
      texts.map((text, index) => ({
        path: `packs/pack/policy_templates/${index}.yaml`,
        sha256: `hash of ${text}`,
        text,
      })),
    ),
  )

describe('builtFilesText', () => {
  it('has what each file says by its hash', async () => {
    expect(await policies('id: one\nlimits: { max: 2 }\n', '- a\n- 0.5\n')).toEqual({
      'hash of id: one\nlimits: { max: 2 }\n': {
        document: { id: 'one', limits: { max: 2 } },
        values: { policy: { id: 'one', limits: { max: 2 } } },
      },
      'hash of - a\n- 0.5\n': { document: ['a', 0.5], values: { policy: ['a', 0.5] } },
    })
  })

  it('has what the schema of its kind makes of a file', async () => {
    const set = { path: 'packs/pack/indicator_sets/set.yaml', sha256: 'hash', text: 'indicators: [rsi]\n' }
    expect(JSON.parse(await builtFilesText([set]))).toEqual({
      hash: {
        document: { indicators: ['rsi'] },
        values: { indicators: { version: 1, description: '', indicators: [{ name: 'rsi', params: {} }] } },
      },
    })
  })

  it.each([
    ['a fault', 'id: [one\n'],
    ['a key given twice', 'id: one\nid: two\n'],
    ['a number that JSON has not', 'limit: .nan\n'],
  ])('leaves out a file with %s', async (_, text) => {
    expect(Object.keys(Object(await policies(text, 'id: one\n')))).toEqual(['hash of id: one\n'])
  })

  it('leaves out a file that its schema refuses, and one of no pack', async () => {
    const set = { path: 'packs/pack/indicator_sets/set.yaml', sha256: 'faulty', text: 'indicator: [rsi]\n' }
    const other = { path: 'packs/README.yaml', sha256: 'other', text: 'a: 1\n' }
    expect(await builtFilesText([set, other])).toBe('{}')
  })
})

describe('builtFile', () => {
  it('knows none in the sources, so that files are read there as they stand', () => {
    expect(builtFile('0'.repeat(64))).toBeUndefined()
  })
})
