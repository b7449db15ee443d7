import { describe, expect, it } from 'vitest'
import { anchorsOfPage } from '../../src/assistant/documents/anchors.ts'

describe('anchors of a page', () => {
  it.each([
    ['Resume a sweep', 'resume-a-sweep'],
    ['What can be swept: sweep.yaml', 'what-can-be-swept-sweepyaml'],
    ['Exit codes and `--json`', 'exit-codes-and---json'],
    ['INVALID_PARAM', 'invalid_param'],
    ['See [the gate](promotions.md#the-gate)', 'see-the-gate'],
    ['Bailey and López', 'bailey-and-lópez'],
  ])('are those of the renderers: %s', (heading, anchor) => {
    expect(anchorsOfPage()(heading)).toBe(anchor)
  })

  it('number headings that stand more than once', () => {
    const anchorOf = anchorsOfPage()
    expect(['Jobs', 'Jobs', 'Jobs 1', 'Jobs'].map(anchorOf)).toEqual(['jobs', 'jobs-1', 'jobs-1-1', 'jobs-2'])
  })
})
