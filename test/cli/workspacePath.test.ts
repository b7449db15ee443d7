import { describe, expect, it } from 'vitest'
import { requestPath, requestSource } from '../../src/cli/workspacePath.ts'

describe('requestPath', () => {
  it.each([
    ['a file of the workspace', 'f.csv', '/w', 'f.csv'],
    ['a file of the current folder inside it', 'f.csv', '/w/data', 'data/f.csv'],
    ['a file above the current folder', '../f.csv', '/w/data', 'f.csv'],
    ['an absolute path inside', '/w/data/f.csv', '/elsewhere', 'data/f.csv'],
    ['a name that starts with dots', '..f.csv', '/w', '..f.csv'],
    ['a file outside', 'f.csv', '/elsewhere', '/elsewhere/f.csv'],
    ['a folder whose name starts like the workspace', '/w2/f.csv', '/w', '/w2/f.csv'],
  ])('gives %s', (_, file, currentFolder, expected) => {
    expect(requestPath('/w', file, currentFolder)).toBe(expected)
  })
})

describe('requestSource', () => {
  it('changes the file of a source, and leaves its other kinds alone', () => {
    expect(requestSource('/w', 'csv:/w/bars.csv')).toBe('csv:bars.csv')
    expect(requestSource('/w', 'sample')).toBe('sample')
    expect(requestSource('/w', undefined)).toBeUndefined()
  })
})
