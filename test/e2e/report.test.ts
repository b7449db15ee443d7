import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeFeatureCsv } from '../server/testHost.ts'
import { environment, sigmaHere, startServer, temporaryFolder } from './workspace.ts'

const folder = temporaryFolder()
const fast = ['--csv', 'features.csv', '--rounds', '10', '--depth', '2']
const ids: string[] = []
let shown = ''

beforeAll(async () => {
  writeFeatureCsv(folder)
  shown = (await sigmaHere(folder, ['backtest', ...fast, '--report'])).stdout
  for (const share of ['0.1', '0.3']) {
    const { stdout } = await sigmaHere(folder, ['backtest', ...fast, '--top-pct', share, '--json'])
    ids.push(JSON.parse(stdout).run_id)
  }
}, 60_000)

describe('a backtest on a terminal', () => {
  it('ends with its equity line, its verdict and its throughput', () => {
    const places = [
      /^equity, net, of 1 at the start/m,
      /^gate \(/m,
      /rows and 30 fits over 5 folds in .* rows\/s$/m,
    ].map((pattern) => shown.search(pattern))
    expect(places.every((place) => place > 0)).toBe(true)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(shown).toMatch(/[⠁-⣿]/)
  })

  it('tells where its report is', () => {
    const [, file] = /^report: (.*)$/m.exec(shown) ?? []
    expect(readFileSync(file ?? '', 'utf8')).toContain('<h1>Backtest of features</h1>')
  })
})

describe('sigma report', () => {
  it('writes the page below the workspace, and tells the verdict', async () => {
    const { code, stdout } = await sigmaHere(folder, ['report', ids[0], '--json'])
    expect(code).toBe(0)
    const answer = JSON.parse(stdout)
    expect(answer).toMatchObject({
      ok: true,
      run_id: ids[0],
      format: 'html',
      file: join(folder, 'reports', `${ids[0]}.html`),
    })
    expect(readFileSync(answer.file, 'utf8')).toContain(answer.verdict.slice(0, 20))
  })

  it('writes where it is told to, and prints what is read on a terminal', async () => {
    expect((await sigmaHere(folder, ['report', ids[0], '--format', 'svg', '--out', 'deep/e.svg'])).code).toBe(
      0,
    )
    expect(readFileSync(join(folder, 'deep', 'e.svg'), 'utf8')).toMatch(/^<svg /)
    const { stdout } = await sigmaHere(folder, ['report', ids[0], '--format', 'md'])
    expect(stdout).toContain('# Model Card - features')
    const data = await sigmaHere(folder, ['report', ids[0], '--format', 'json'])
    expect(JSON.parse(data.stdout)).toMatchObject({ ok: true, kind: 'backtest', report: { run_id: ids[0] } })
  })

  it('draws one picture as PNG', async () => {
    const { code, stderr } = await sigmaHere(folder, ['report', ids[0], '--format', 'png'])
    expect(code, stderr).toBe(0)
    const bytes = readFileSync(join(folder, 'reports', `${ids[0]}.png`))
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    // Its header says how large it is: https://www.w3.org/TR/png-3/#11IHDR.
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(1_800)
    expect(bytes.readUInt32BE(20)).toBeGreaterThan(800)
  })

  it('says that a run is not known', async () => {
    const none = await sigmaHere(folder, ['report', 'none'])
    expect(none.code).toBe(1)
    expect(none.stderr).toContain('there is no run none')
  })

  it.skipIf(process.platform !== 'linux')('opens the file with what the machine has for it', async () => {
    const tools = temporaryFolder()
    const opener = join(tools, 'xdg-open')
    writeFileSync(opener, `#!/bin/sh\nprintf %s "$1" > "${tools}/opened"\n`)
    chmodSync(opener, 0o755)
    const path = { PATH: `${tools}:${environment.PATH}` }
    expect((await sigmaHere(folder, ['report', ids[0], '--open'], path)).code).toBe(0)
    await expect.poll(() => existsSync(join(tools, 'opened'))).toBe(true)
    await expect
      .poll(() => readFileSync(join(tools, 'opened'), 'utf8'))
      .toBe(join(folder, 'reports', `${ids[0]}.html`))
    const { code, stderr } = await sigmaHere(folder, ['report', ids[0], '--open'], {
      PATH: temporaryFolder(),
    })
    expect(code).toBe(1)
    expect(stderr).toContain('there is no xdg-open on this machine')
  })

  it('reports the runs of a server', async () => {
    const server = await startServer(folder, ['serve', '--port', '0'])
    try {
      const elsewhere = temporaryFolder()
      const { code, stderr } = await sigmaHere(elsewhere, ['report', ids[1], '--base-url', server.url])
      expect(code, stderr).toBe(0)
      expect(existsSync(join(elsewhere, 'reports', `${ids[1]}.html`))).toBe(true)
    } finally {
      await server.stop()
    }
  })
})

describe('sigma compare', () => {
  it('shows the figures side by side and what changed', async () => {
    const { code, stdout } = await sigmaHere(folder, ['compare', ...ids])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Sharpe a year\s+\S+\s+\S+$/m)
    expect(stdout).toMatch(/^value\s+0\.10\s+0\.30$/m)
    const json = await sigmaHere(folder, ['compare', ...ids, '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, changed: { config: ['value'], lineage: [] } })
  })

  it('wants two to five runs, each once', async () => {
    for (const given of [[ids[0]], [ids[0], ids[0]], ['a', 'b', 'c', 'd', 'e', 'f']])
      expect((await sigmaHere(folder, ['compare', ...given])).code).toBe(2)
  })
})
