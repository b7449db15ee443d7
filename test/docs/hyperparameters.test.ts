import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { train } from '../../src/cli/commands/train.ts'
import { createContext } from '../../src/cli/context.ts'
import { defaultBoosterParams } from '../../src/core/boosting/index.ts'
import { hyperparametersOf } from '../../src/packs/modelConfig.ts'
import { hyperparams } from '../../src/packs/schemas/parts.ts'
import { toTrainRequest } from '../../src/server/requests.ts'
import { root } from './documents.ts'

/** The words in backticks of a cell. */
const words = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word)

const page = readFileSync(join(root, 'docs', 'guide', 'packs-and-models.md'), 'utf8')
const [, table] = page.match(/### Hyperparameters\n\n(?:\|.*\n){2}((?:\|.*\n)+)/) ?? []
const rows = (table ?? '')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const [config, option, request, value] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim())
    return { config: words(config), option: words(option), request: words(request)[0], value }
  })

/** Names that stand for the choices and the shape of another one. */
const noNames = ['depthwise', 'lossguide', '{ rsi_14: 1 }', 'depth', 'leaf']

describe('the table of hyperparameters', () => {
  it('has every name of a config and of a request', () => {
    const config = rows.flatMap((row) => row.config).filter((name) => !noNames.includes(name))
    expect(config.sort()).toEqual(Object.keys(hyperparams.shape).sort())
    const contract = JSON.parse(
      readFileSync(join(root, 'src', 'contract', 'generated', 'openapi.json'), 'utf8'),
    )
    const fields = Object.keys(contract.components.schemas.Hyperparams.properties)
    expect(rows.map(({ request }) => request).sort()).toEqual([...fields, 'seed'].sort())
  })

  it('names options that there are', () => {
    const { context } = createContext(new AbortController().signal)
    const options = train(context).options.map(({ long }) => long)
    const named = rows.flatMap(({ option }) => option.filter((word) => word.startsWith('--')))
    expect(named.length).toBeGreaterThan(14)
    for (const word of named) expect(options).toContain(word.split(' ')[0])
  })

  it.each(rows)('has the default of $request', ({ config, request, value }) => {
    const sample = request === 'growth' ? 'depth' : request === 'monotone' ? {} : 1
    const { hyperparameters, seed } = toTrainRequest(
      request === 'seed' ? { seed: 1 } : { hyperparams: { [request]: sample } },
    )
    const [name] = request === 'seed' ? ['seed'] : Object.keys(hyperparameters ?? {})
    expect(seed ?? Object.values(hyperparameters ?? {})[0]).toEqual(sample)
    const inFile = hyperparams.parse({
      [config[0]]: request === 'growth' ? 'depthwise' : request === 'max_bins' ? 2 : sample,
    })
    expect(Object.keys(hyperparametersOf(inFile))).toEqual([name])
    const defaults: Record<string, unknown> = { ...defaultBoosterParams }
    expect(value).toBe(String(defaults[name] ?? 'none'))
  })
})
