import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadTemplate, templateNames } from '../../src/assistant/templates/load.ts'
import type { Template } from '../../src/assistant/templates/template.ts'
import { tools } from '../../src/assistant/tools/index.ts'
import { root } from './documents.ts'

const page = readFileSync(join(root, 'docs', 'guide', 'assistant.md'), 'utf8')
const sections = new Map(
  page.split(/^### /m).map((text) => [text.slice(0, text.indexOf('\n')), text.split(/^## /m)[0]]),
)

describe('the page of the assistant', () => {
  it.each(tools.map((tool) => [tool.name, tool] as const))(
    'tells each parameter of %s',
    (name, { params }) => {
      const section = sections.get(name) ?? ''
      const told = [...section.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, parameter]) => parameter)
      expect(told).toEqual(Object.keys(params.shape))
    },
  )

  it('tells each template, as it declares itself', async () => {
    const templates = await Promise.all(templateNames().map((name) => loadTemplate(name, 'sqlite')))
    const told = [...(sections.get('Templates') ?? '').matchAll(/^\| `.*$/gm)].map(([line]) => line)
    expect(told).toEqual(templates.map(rowOf))
  })
})

function rowOf({ name, purpose, parameters, mostRows }: Template): string {
  const named = parameters.map((parameter) => `\`${parameter.name}\`${parameter.isOptional ? '?' : ''}`)
  return `| \`${name}\` | ${purpose} | ${named.join(', ')} | ${mostRows} |`
}
