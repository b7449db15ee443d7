import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { temporaryFolder } from '../temporaryFolder.ts'

export const builtinDir = join(import.meta.dirname, '../../packs')

/** A folder of packs with these files, by path inside it; it is gone after the tests of the file. */
export async function folderOfPacks(files: Record<string, string> = {}): Promise<string> {
  const dir = temporaryFolder()
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
