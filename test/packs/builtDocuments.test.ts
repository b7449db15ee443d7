import { describe, expect, it } from 'vitest'
import { builtDocument, documentsText } from '../../src/packs/builtDocuments.ts'

const documents = (...texts: string[]): unknown =>
  JSON.parse(documentsText(texts.map((text, index) => ({ sha256: `hash ${index}`, text }))))

describe('documentsText', () => {
  it('has what each file says by its hash', () => {
    expect(documents('id: one\nlimits: { max: 2 }\n', '- a\n- 0.5\n', '')).toEqual({
      'hash 0': { id: 'one', limits: { max: 2 } },
      'hash 1': ['a', 0.5],
      'hash 2': null,
    })
  })

  it.each([
    ['a fault', 'id: [one\n'],
    ['a key given twice', 'id: one\nid: two\n'],
    ['a number that JSON has not', 'limit: .nan\n'],
  ])('leaves out a file with %s', (_, text) => {
    expect(documents(text, 'id: one\n')).toEqual({ 'hash 1': { id: 'one' } })
  })
})

describe('builtDocument', () => {
  it('knows none in the sources, so that files are read there as they stand', () => {
    expect(builtDocument('0'.repeat(64))).toBeUndefined()
  })
})
