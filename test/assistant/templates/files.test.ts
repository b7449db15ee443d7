import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadTemplate, templateNames, templatesFolder } from '../../../src/assistant/templates/load.ts'

describe('the templates', () => {
  it.each(templateNames())('may be what they are, alike on both engines: %s', async (name) => {
    const [{ lines: _, ...sqlite }, { lines: __, ...postgres }] = [
      await loadTemplate(name, 'sqlite'),
      await loadTemplate(name, 'postgres'),
    ]
    expect(postgres).toEqual(sqlite)
    expect(sqlite.name).toBe(name)
  })

  it('are files of nothing else', () => {
    const files = readdirSync(templatesFolder())
    expect(files).toEqual(templateNames().flatMap((name) => [`${name}.postgres.sql`, `${name}.sqlite.sql`]))
  })
})
