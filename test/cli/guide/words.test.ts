import { describe, expect, it } from 'vitest'
import { shellLine } from '../../../src/cli/guide/words.ts'

describe('a command line as it is typed', () => {
  it.each([
    [['sweep', 'm', '--top-pcts', '0.1,0.2'], 'sweep m --top-pcts 0.1,0.2'],
    [['sweep', '--thresholds', '0.5,0.6;0.7'], 'sweep --thresholds "0.5,0.6;0.7"'],
    [['train', '--reason', 'to see'], 'train --reason "to see"'],
    [['train', '--reason', `it's $5 "cheap"`], `train --reason 'it'\\''s $5 "cheap"'`],
    [['train', '--tag', ''], 'train --tag ""'],
  ])('quotes only what a shell would take apart: %j', (words, line) => {
    expect(shellLine(words)).toBe(line)
  })
})
