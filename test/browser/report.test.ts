import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  done,
  modelId,
  quick,
  type TestHost,
  temporaryWorkspace,
  testHost,
  writeFeatureCsv,
} from '../server/testHost.ts'
import { axeViolations } from './axe.ts'
import { Chromium, requireChromium } from './chromium.ts'
import type { Media } from './page.ts'

const script = readFileSync(fileURLToPath(new URL('inspect.js', import.meta.url)), 'utf8')
const lines = z.array(z.string())
const seen = z.object({
  title: z.string(),
  opening: z.string(),
  texts: z.number(),
  pictures: z.number(),
  dark: z.boolean(),
  faint: lines,
  cut: lines,
  overlapping: lines,
  spills: z.boolean(),
})

const looks: [name: string, media: Media, size: [number, number]][] = [
  ['light', { scheme: 'light' }, [1_100, 900]],
  ['dark', { scheme: 'dark' }, [1_100, 900]],
  // A4 with margins, at 96 dots an inch; whoever reads in the dark prints on white all the same.
  ['printed', { media: 'print', scheme: 'dark' }, [718, 1_000]],
]

describe('a report in a browser', () => {
  if (!requireChromium()) return
  let host: TestHost
  let chromium: Chromium
  const runs: Record<string, string> = {}

  beforeAll(async () => {
    // The built-in model: what is looked at is a report as people get it.
    host = await testHost({ workspace: temporaryWorkspace() })
    chromium = await Chromium.start()
    writeFeatureCsv(host.workspace)
    await done(host.post('/build_matrix', { model_id: modelId, start: '2010-01-04' }))
    runs.training = (await done(host.post('/train', { ...quick, calibration: 'sigmoid' }))).run_id
    const backtest = async (body: object) =>
      (await done(host.post('/backtest', { ...quick, ...body }))).run_id
    runs.thresholds = await backtest({ thresholds: [0.5, 0.52, 0.55], tag: 'a <b> & "c"' })
    runs.shares = await backtest({ top_pct: 0.2 })
    runs.paths = await backtest({ top_pct: 0.2, cv: 'cpcv' })
    runs.idle = await backtest({ thresholds: [0.97, 0.98] })
    runs.file = (
      await done(host.post('/backtest', { csv: 'features.csv', hyperparams: { rounds: 5 } }))
    ).run_id
    const sweep = { thresholds_variants: [[0.5, 0.55], [0.6]], top_pct_variants: [0.1, 0.2] }
    runs.sweep = (await done(host.post('/backtest_sweep', { ...quick, sweep }))).sweep_id
  }, 120_000)
  afterAll(async () => {
    await chromium?.stop()
    await host?.close()
  })

  it.each([
    ['a backtest over thresholds', 'thresholds', 'Backtest of spx', 6],
    ['a backtest by share', 'shares', 'Backtest of spx', 6],
    ['combinatorial folds', 'paths', 'Backtest of spx', 6],
    ['a run that never trades', 'idle', 'Backtest of spx', 3],
    ['a run on a file', 'file', 'Backtest of features', 4],
    ['a sweep', 'sweep', 'Sweep of spx', 2],
    ['a training', 'training', 'Training of spx', 2],
  ])('of %s complains of nothing, loads nothing and can be read', async (_, name, title, pictures) => {
    const { text } = await host.get(`/reports/${runs[name]}`)
    const { verdict } = JSON.parse((await host.get(`/reports/${runs[name]}?format=json`)).text)
    const file = join(host.workspace, `${name}.html`)
    writeFileSync(file, text)
    const address = pathToFileURL(file).href
    const page = await chromium.page()
    await page.goto(address)
    for (const [look, media, [width, height]] of looks) {
      await page.resize(width, height)
      await page.show(media)
      const found = await page.evaluate(seen, script)
      expect(found, look).toMatchObject({
        opening: verdict,
        dark: look === 'dark',
        faint: [],
        cut: [],
        overlapping: [],
        spills: false,
      })
      expect(found.title.startsWith(title), found.title).toBe(true)
      expect(found.pictures).toBeGreaterThanOrEqual(pictures)
      expect(found.texts).toBeGreaterThan(50)
    }
    // On a phone pictures are moved sideways inside the page; the page itself stays where it is.
    await page.resize(390, 800)
    await page.show({})
    expect(await page.evaluate(seen, script)).toMatchObject({ faint: [], overlapping: [], spills: false })
    expect(await axeViolations(page)).toEqual([])
    // The one request is for the file itself.
    expect(page.requests).toEqual([address])
    expect(page.complaints).toEqual([])
  })

  it('would tell of a fault, of a request and of text that cannot be read', async () => {
    const file = join(host.workspace, 'bad.html')
    const body =
      '<p style="color:#999">faint</p><img src="http://127.0.0.1:9/x.png"><script>nothing()</script>'
    writeFileSync(file, `<!doctype html><title>bad</title><body>${body}`)
    const page = await chromium.page()
    await page.goto(pathToFileURL(file).href)
    await page.show({})
    expect((await page.evaluate(seen, script)).faint).toEqual([expect.stringContaining('faint')])
    expect(page.requests).toContain('http://127.0.0.1:9/x.png')
    expect(page.complaints.join()).toContain('nothing is not defined')
  })
})
