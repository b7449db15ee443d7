import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { temporaryWorkspace, writeFeatureCsv } from '../server/testHost.ts'
import { runSigma } from './runSigma.ts'

let workspace: string
beforeEach(() => {
  // Vite sets it to "/" for the code that it runs.
  vi.stubEnv('BASE_URL', undefined)
  workspace = temporaryWorkspace()
  writeFeatureCsv(workspace)
})
afterEach(() => vi.unstubAllEnvs())

const preview = (...options: string[]) =>
  runSigma('preview', '--workspace', workspace, '--csv', join(workspace, 'features.csv'), ...options)

describe('sigma preview --plots', () => {
  it('writes the pictures into a folder of the workspace and tells their paths', async () => {
    const { code, stdout, stderr } = await preview('--plots', join(workspace, 'plots', 'first'))
    expect(code, stderr).toBe(0)
    expect(stdout).toContain(
      'plots: plots/first/correlation.svg, plots/first/missingness.svg, plots/first/drift.svg',
    )
    expect(readdirSync(join(workspace, 'plots/first')).sort()).toEqual([
      'correlation.svg',
      'drift.svg',
      'missingness.svg',
    ])
    expect(readFileSync(join(workspace, 'plots/first/drift.svg'), 'utf8')).toMatch(/^<svg .*<\/svg>$/s)
  })

  it('answers paths and no pictures as JSON', async () => {
    const { stdout } = await preview('--plots', join(workspace, 'plots'), '--json')
    const answer = JSON.parse(stdout)
    expect(answer.plot_files).toEqual({
      correlation: 'plots/correlation.svg',
      missingness: 'plots/missingness.svg',
      drift: 'plots/drift.svg',
    })
    expect(answer).not.toHaveProperty('plots')
  })

  it('draws nothing when it is not asked', async () => {
    const { code, stdout } = await preview()
    expect(code).toBe(0)
    expect(stdout).not.toContain('plots')
    expect(stdout).toMatch(/^leakage (green|yellow|red): /m)
  })

  it('refuses folders outside the workspace, links to such folders, and that of Sigma itself', async () => {
    const outside = temporaryWorkspace()
    symlinkSync(outside, join(workspace, 'link'))
    mkdirSync(join(workspace, '.sigma'), { recursive: true })
    for (const folder of [
      outside,
      join(workspace, '..'),
      join(workspace, 'link/plots'),
      join(workspace, '.sigma/plots'),
    ]) {
      const { code, stderr } = await preview('--plots', folder)
      expect(code, folder).toBe(2)
      expect(stderr).toContain('--plots')
    }
    expect(existsSync(join(outside, 'plots'))).toBe(false)
    expect(readdirSync(outside)).toEqual([])
  })
})
