import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { riskProfiles } from '../../src/core/gate/riskBudget.ts'
import { budgetLimits } from '../../src/core/policy/budgetLimits.ts'
import { openPacks } from '../../src/packs/openPacks.ts'
import { parseYaml } from '../../src/yaml/yamlDocument.ts'
import { root } from './documents.ts'

// What the pages of the packs say in numbers is what their files say.

const packs = openPacks({ builtinDir: join(root, 'packs') })
const names = ['zerosigma', 'swingsigma', 'longsigma', 'momentumsigma', 'overnightsigma', 'overlay']
const pageOf = (name: string) => readFileSync(join(root, 'docs', 'guide', 'packs', `${name}.md`), 'utf8')

/** The cells of the rows of the table below a heading. */
function table(page: string, heading: string): string[][] {
  const part = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  const lines = part.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  )
}

describe.each(names)('the page of %s', (name) => {
  const page = pageOf(name)

  it('has every limit of each profile', async () => {
    const { profiles } = await packs.get(name)
    const rows = budgetLimits
      .filter((limit) => riskProfiles.some((profile) => profiles[profile].budget[limit] !== undefined))
      .map((limit) => [limit, ...riskProfiles.map((profile) => String(profiles[profile].budget[limit]))])
    const shown = table(page, 'Gates and profiles').map((cells) => cells.slice(0, 4))
    const others = ['allowed_hours', 'risk_per_trade_R']
    expect(shown.filter(([limit]) => !others.includes(limit)).sort()).toEqual(rows.sort())
    const text = readFileSync(join(root, 'packs', name, 'pack.yaml'), 'utf8')
    for (const other of others) {
      const written = [...text.matchAll(new RegExp(`${other}: "?([\\d.,]+)`, 'g'))].map(([, value]) =>
        other === 'allowed_hours' ? value.replaceAll(',', ', ') : String(Number(value)),
      )
      const row = shown.find(([limit]) => limit === other)?.slice(1) ?? []
      expect(row, other).toEqual(written)
    }
  })

  it('has every model', async () => {
    const models = await packs.modelIds(name)
    expect(
      table(page, 'Models')
        .map(([model]) => model)
        .sort(),
    ).toEqual([...models].sort())
  })

  it('names every indicator set and template', async () => {
    const sets = (await packs.indicatorSets(name)).map((one) => one.name)
    const templates = (await packs.templates(name)).map(({ id }) => id)
    for (const one of [...sets, ...templates]) expect(page).toContain(`\`${one}\``)
  })
})

describe('the table of the packs', () => {
  const page = readFileSync(join(root, 'docs', 'guide', 'packs.md'), 'utf8')

  it('has horizon, cadence, label and score of each', () => {
    const rows = names.map((name) => {
      const { value } = parseYaml(readFileSync(join(root, 'packs', name, 'pack.yaml'), 'utf8'))
      const { horizon, cadence, defaults, score } = JSON.parse(JSON.stringify(value))
      return [name, horizon, cadence, defaults.label.kind, score.kind]
    })
    const shown = table(page, 'The six packs').map(([name, ...cells]) => [
      name.replace(/^\[(\w+)\].*/, '$1'),
      ...cells.slice(0, 4),
    ])
    expect(shown).toEqual(rows)
  })
})
