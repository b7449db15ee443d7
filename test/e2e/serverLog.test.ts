import { once } from 'node:events'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { isUnbuilt, writeFeatureCsv } from '../server/testHost.ts'
import { bin, environment, temporaryFolder } from './workspace.ts'

const requests = 300

describe.skipIf(isUnbuilt)('the log of sigma serve', () => {
  it('is whole after SIGTERM, and tells what became of the work', async () => {
    const cwd = temporaryFolder()
    writeFeatureCsv(cwd)
    const child = execa(process.execPath, [bin, 'serve', '--port', '0', '--json', '--threads', '1'], {
      cwd,
      env: environment,
      extendEnv: false,
      reject: false,
      timeout: 60_000,
    })
    const [first] = await once(child.stdout, 'data')
    const { url }: { url: string } = JSON.parse(String(first))
    const sweep = await fetch(`${url}/sweeps/run`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        csv: 'features.csv',
        columns: { return: 'ret_fwd' },
        hyperparams: { rounds: 50_000, depth: 6 },
        thresholds_variants: ['0.5'],
      }),
    })
    expect(sweep.status).toBe(202)
    for (let i = 0; i < requests; i++) await (await fetch(`${url}/packs`)).text()
    child.kill('SIGTERM')
    const { exitCode, stderr } = await child
    expect(exitCode, stderr.slice(-500)).toBe(0)
    const lines: Record<string, unknown>[] = stderr
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
    expect(lines.filter(({ operation }) => operation === 'listPacks')).toHaveLength(requests)
    expect(lines.map(({ msg }) => msg).filter((msg) => msg !== 'request')).toEqual([
      'serving',
      'sweep started',
      'stopping',
      'sweep left to the next process',
    ])
  })
})
