import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileSource } from '../../src/data/fileSource.ts'
import { guide } from './documents.ts'

describe('docs/guide/data.md', () => {
  const text = guide().find(({ path }) => path === 'docs/guide/data.md')?.text ?? ''
  const block = (language: string) =>
    new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(text)?.[1] ?? ''
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sigma-docs-data-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('shows a YAML file by which its CSV is read', async () => {
    const path = join(folder, 'bars.csv')
    await writeFile(path, block('csv'))
    await writeFile(`${path}.yaml`, block('yaml'))
    const { bars } = await fileSource('csv', path).load({ ticker: 'SPY', cadence: 'hourly' })
    // Bars that end at 16:30 and 17:30 in Berlin begin at 9:30 and 10:30 in New York.
    expect([...(bars.hourEt ?? [])]).toEqual([9, 10])
    expect([...bars.close]).toEqual([323.43, 323.6])
    expect([...bars.volume]).toEqual([9_120_000, 6_480_000])
  })
})
