import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach } from 'vitest'

export const builtinDir = join(import.meta.dirname, '../../packs')

const made: string[] = []

afterEach(async () => {
  await Promise.all(made.splice(0).map((dir) => rm(dir, { recursive: true, force: true })))
})

/** A folder of packs with these files, by path inside it; it is gone after the test. */
export async function folderOfPacks(files: Record<string, string> = {}): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'sigma-packs-'))
  made.push(dir)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), text)
  }
  return dir
}

/** pack.yaml of a small pack. */
export function packYaml(id: string): string {
  const profile = '{ risk_budget: { min_trades: 10 }, sizing: { risk_per_trade_R: 1 } }'
  return [
    `id: ${id}`,
    'title: Small',
    'asset_classes: [eq]',
    'horizon: swing',
    'cadence: daily',
    'profiles:',
    ...['conservative', 'balanced', 'aggressive'].map((name) => `  ${name}: ${profile}`),
    'score: { kind: sharpe }',
    'defaults: { source: sample }',
    '',
  ].join('\n')
}
