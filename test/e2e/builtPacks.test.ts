import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kindOfPath, schemaOf } from '../../src/packs/fileKinds.ts'
import { parseYaml } from '../../src/yaml/yamlDocument.ts'
import { root } from '../docs/documents.ts'
import { modelId, putQuickModel, sigmaHere, temporaryFolder } from './workspace.ts'

const files = readdirSync(join(root, 'packs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ name, bytes: readFileSync(join(root, 'packs', name)) }))

describe('the packs that the build has read', () => {
  it('say what their files and the schemas of their kinds say', async () => {
    const built: unknown = JSON.parse(readFileSync(join(root, 'dist', 'packs.json'), 'utf8'))
    const said: Record<string, unknown> = {}
    for (const { name, bytes } of files) {
      const kind = kindOfPath(`packs/${name}`)
      if (kind === undefined) continue
      const document: unknown = parseYaml(bytes.toString('utf8')).value
      const value = (await schemaOf(kind)).parse(document)
      said[createHash('sha256').update(bytes).digest('hex')] = { document, values: { [kind]: value } }
    }
    expect(files.length).toBeGreaterThan(100)
    expect(built).toEqual(said)
  })

  it('give way to a file of the workspace, whose faults have their lines', async () => {
    const folder = temporaryFolder()
    putQuickModel(folder)
    const model = join(folder, 'packs', 'swingsigma', 'model_configs', `${modelId}.yaml`)
    writeFileSync(model, readFileSync(model, 'utf8').replace('cadence: daily', 'cadence: weekly'))
    const { code, stderr } = await sigmaHere(folder, ['build', modelId])
    expect(code).toBe(2)
    expect(stderr).toMatch(new RegExp(`${modelId}\\.yaml:6: cadence`))
  })
})
