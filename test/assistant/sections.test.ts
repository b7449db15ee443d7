import { describe, expect, it } from 'vitest'
import { sectionsOf, titleOf } from '../../src/assistant/documents/sections.ts'

const page = `# Sweeps

One at a time.

## Resume a sweep

\`\`\`sh
# not a heading
sigma sweep resume ID
\`\`\`

## Empty

### Below \`--it\`
Last.`

describe('sections of a document', () => {
  it('stand below the headings of a page, and none is made of a heading alone or inside a block of code', () => {
    expect(sectionsOf({ path: 'docs/guide/sweeps.md', text: page })).toEqual([
      { path: 'docs/guide/sweeps.md#sweeps', page: 'Sweeps', heading: 'Sweeps', text: 'One at a time.' },
      {
        path: 'docs/guide/sweeps.md#resume-a-sweep',
        page: 'Sweeps',
        heading: 'Resume a sweep',
        text: '```sh\n# not a heading\nsigma sweep resume ID\n```',
      },
      { path: 'docs/guide/sweeps.md#below---it', page: 'Sweeps', heading: 'Below --it', text: 'Last.' },
    ])
  })

  it('are called by page and heading, and by the heading alone where it names the page', () => {
    const section = { path: '', text: '', page: 'sigma sweep', heading: 'sigma sweep run' }
    expect(titleOf(section)).toBe('sigma sweep run')
    expect(titleOf({ ...section, heading: 'Notes' })).toBe('sigma sweep: Notes')
  })

  it.each([
    ['packs/swingsigma/pack.yaml', 'Pack swingsigma'],
    ['packs/swingsigma/model_configs/spx.yaml', 'Model spx of the pack swingsigma'],
    ['packs/swingsigma/policy_templates/spx.yaml', 'Policy spx of the pack swingsigma'],
  ])('are whole files of packs: %s', (path, title) => {
    const [section, ...others] = sectionsOf({ path, text: 'notes: # no heading\n' })
    expect(others).toEqual([])
    expect({ path: section.path, title: titleOf(section) }).toEqual({ path, title })
  })

  it('have the file for a page that begins with text', () => {
    expect(sectionsOf({ path: 'docs/guide/a.md', text: 'before\n# A\nafter' })).toMatchObject([
      { path: 'docs/guide/a.md', text: 'before' },
      { path: 'docs/guide/a.md#a', text: 'after' },
    ])
  })
})
