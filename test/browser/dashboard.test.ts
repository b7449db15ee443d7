import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isAskedForAll } from '../askedForAll.ts'
import { type DashboardHost, dashboardHost, pagesOf } from '../server/dashboardHost.ts'
import { axeViolations } from './axe.ts'
import { Chromium, requireChromium } from './chromium.ts'
import type { Page } from './page.ts'

const read = (name: string): string => readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8')
const [looks, access] = [read('inspect.js'), read('access.js')]
const lines = z.array(z.string())
const seen = z.object({ dark: z.boolean(), faint: lines, spills: z.boolean() })

const sizes: [number, number][] = [
  [360, 780],
  [1_280, 900],
]
const schemes = ['light', 'dark'] as const

describe('the dashboard in a browser', () => {
  if (!requireChromium()) return
  let host: DashboardHost
  let chromium: Chromium
  let base: string
  let page: Page

  beforeAll(async () => {
    host = await dashboardHost()
    base = await (await host.app()).listen({ host: '127.0.0.1', port: 0 })
    chromium = await Chromium.start()
    page = await chromium.page()
  }, 120_000)
  afterAll(async () => {
    await chromium?.stop()
    await host?.close()
  })

  it('can be read on a phone and on a desk, light and dark, and loads nothing from elsewhere', async () => {
    const paths = [...pagesOf(host).map(([path]) => path), '/ui/leaderboard?tga=x', '/ui/runs/none']
    for (const path of paths) {
      await page.goto(base + path)
      for (const [at, [width, height]] of sizes.entries()) {
        await page.resize(width, height)
        for (const scheme of isAskedForAll ? schemes : [schemes[at]]) {
          await page.show({ scheme })
          const found = await page.evaluate(seen, looks)
          expect(found, `${path}, ${width}, ${scheme}`).toMatchObject({
            dark: scheme === 'dark',
            faint: [],
            spills: false,
          })
        }
      }
      expect(await page.evaluate(lines, access), path).toEqual([])
      expect(await axeViolations(page), path).toEqual([])
    }
    expect(page.requests.filter((url) => !url.startsWith(`${base}/`) && !url.startsWith('data:'))).toEqual([])
    // The browser itself reports the two answers that are failures.
    const complaints = page.complaints.filter((text) => !/status of 40[04]/.test(text))
    expect(complaints).toEqual([])
  }, 120_000)

  it('leads keys from the skip link over the filters to the rows', async () => {
    await page.resize(1_280, 900)
    await page.goto(`${base}/ui/leaderboard`)
    const stops: string[] = []
    for (let stop = 0; stop < 30; stop++) {
      await page.press('Tab')
      stops.push(await page.evaluate(z.string(), focused))
    }
    const at = (part: string): number => stops.findIndex((stop) => stop.includes(part))
    expect(stops[0]).toBe('#main visible')
    const order = [at('/ui/jobs'), at('model_id'), at('pass_gate'), at('Show'), at(host.backtest)]
    expect(order, stops.join('\n')).toEqual([...order].sort((a, b) => a - b))
    expect(order).not.toContain(-1)
    // Whoever looks can see where they are.
    expect(stops.filter((stop) => !stop.endsWith('visible'))).toEqual([])
  })

  it('has a search of the contract, and opens what an address leads to', async () => {
    await page.goto(`${base}/docs#createBacktest`)
    expect(
      await page.evaluate(z.boolean(), "document.getElementById('createBacktest').closest('details').open"),
    ).toBe(true)
    const shown = await page.evaluate(
      lines,
      `(() => {
        const field = document.querySelector('#find')
        field.value = 'sweeps results'
        field.dispatchEvent(new Event('input'))
        return [...document.querySelectorAll('.op:not([hidden]) > div')].map(({ id }) => id)
      })()`,
    )
    expect(shown).toEqual(['listSweepResults'])
  })

  it('would tell of a page that keeps people out', async () => {
    const body = '<h3>deep</h3><input><a href="/x"></a><table><tr><th>bare</th></tr></table>'
    const other = await chromium.page()
    await other.goto(`data:text/html,${encodeURIComponent(`<!doctype html><body>${body}`)}`)
    const faults = (await other.evaluate(lines, access)).join('\n')
    for (const part of [
      'language',
      'not one main',
      'skip',
      'passes over',
      'no label',
      'no name',
      'no caption',
      'scope',
    ])
      expect(faults).toContain(part)
    const violations = (await axeViolations(other)).join('\n')
    for (const rule of ['document-title', 'html-has-lang', 'label', 'link-name'])
      expect(violations).toContain(`${rule}: <`)
  })

  it('says since when the server has not answered, until it does', async () => {
    // The page opened last is the one in front: one that nobody sees asks for nothing.
    const own = await chromium.page()
    await own.goto(`${base}/ui/jobs`)
    const silence = () =>
      own.evaluate(z.string().nullable(), "document.querySelector('#silence')?.textContent ?? null")
    expect(await silence()).toBeNull()
    await own.evaluate(
      z.literal(true),
      '(window.answering = fetch, window.fetch = () => Promise.reject(new TypeError()), true)',
    )
    await expect.poll(silence, { timeout: 20_000 }).toMatch(/^No good answer from the server since .*\d/)
    expect(await own.evaluate(lines, access)).toEqual([])
    await own.evaluate(z.literal(true), '(window.fetch = window.answering, true)')
    await expect.poll(silence, { timeout: 20_000 }).toBeNull()
    expect(own.complaints).toEqual([])
  }, 50_000)

  it('follows a run to its end by itself', async () => {
    await page.goto(`${base}/ui/runs/${host.running}`)
    expect(await page.evaluate(z.string(), stateShown)).toContain('running')
    const again = page.loaded()
    await host.post(`/train/jobs/${host.running}/cancel`)
    await again
    expect(await page.evaluate(z.string(), stateShown)).toContain('canceled')
  })
})

const stateShown = "document.querySelector('.verdict').textContent"

/** What has the focus, and whether it is marked. */
const focused = `(() => {
  const { activeElement: at } = document
  const { outlineStyle, outlineWidth } = getComputedStyle(at)
  const name = at.getAttribute('href') ?? at.getAttribute('name') ?? at.textContent.trim().slice(0, 30)
  return name + (outlineStyle !== 'none' && outlineWidth !== '0px' ? ' visible' : ' hidden')
})()`
