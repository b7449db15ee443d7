import { existsSync, readFileSync, writeFileSync } from 'node:fs'
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

const file = (name: string) => join(workspace, name)
const train = (...options: string[]) =>
  runSigma(
    ...['train', '--workspace', workspace, '--csv', file('features.csv'), '--rounds', '20', '--depth', '2'],
    ...options,
  )

describe('sigma train', () => {
  it('shows the features that matter and how far scores are probabilities', async () => {
    const { code, stdout, stderr } = await train('--calibration', 'sigmoid')
    expect(code, stderr).toBe(0)
    expect(stdout).toContain(
      'features by the rise of the log loss when shuffled 5 times among 400 rows scored out of fold',
    )
    expect(stdout).toMatch(/^feature +loss rise +± +gain +splits$/m)
    expect(stdout).toMatch(/^signal +0\.\d{4} +0\.\d{4} +\d+\.\d % +\d+$/m)
    expect(stdout).toMatch(/^calibration error, out of fold: UP \d+\.\d %, calibrated \d+\.\d %$/m)
    expect(stdout).toMatch(/^ *mean p_UP +was UP +at 95 % +rows$/m)
  })

  it('shows the gain alone where every row was learned from', async () => {
    const lines = ['x,y', ...Array.from({ length: 60 }, (_, row) => `${row % 6},${'abc'[row % 3]}`)]
    writeFileSync(file('features.csv'), `${lines.join('\n')}\n`)
    const { code, stdout, stderr } = await train('--target', 'y')
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('features by gain\n')
    expect(stdout).not.toContain('calibration error')
  })

  it('answers everything as JSON, also of a run looked up later', async () => {
    const { stdout } = await train('--calibration', 'sigmoid', '--json')
    const answer = JSON.parse(stdout)
    expect(answer.importance.features).toHaveLength(2)
    expect(answer.reliability.classes[0].calibrated.by_width.bins.length).toBeGreaterThan(3)
    const shown = await runSigma('runs', 'train', 'show', answer.run_id, '--workspace', workspace, '--json')
    expect(JSON.parse(shown.stdout)).toMatchObject({
      importance: answer.importance,
      reliability: answer.reliability,
    })
    const text = await runSigma('runs', 'train', 'show', answer.run_id, '--workspace', workspace)
    expect(text.stdout).toMatch(/^signal +0\.\d{4}/m)
  })

  it('--plots writes the pictures and tells their paths', async () => {
    const { code, stdout, stderr } = await train('--calibration', 'sigmoid', '--plots', file('plots'))
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('plots: plots/importance.svg, plots/reliability.svg')
    expect(readFileSync(file('plots/reliability.svg'), 'utf8')).toMatch(/^<svg .*<\/svg>$/s)
    const again = await train('--calibration', 'sigmoid', '--plots', file('other'), '--json')
    expect(JSON.parse(again.stdout)).toMatchObject({
      deduplicated: true,
      plot_files: { importance: 'other/importance.svg', reliability: 'other/reliability.svg' },
    })
    expect(existsSync(file('other/importance.svg'))).toBe(true)
  })

  it('--plots is refused outside the workspace and with --detach, before anything is trained', async () => {
    const outside = await train('--plots', temporaryWorkspace())
    expect(outside).toMatchObject({ code: 2, stderr: expect.stringContaining('lies outside the workspace') })
    const detached = await train('--plots', file('plots'), '--detach')
    expect(detached).toMatchObject({ code: 2, stderr: expect.stringContaining('--detach leaves it') })
    const runs = await runSigma('runs', 'train', '--workspace', workspace, '--json')
    expect(JSON.parse(runs.stdout).rows).toEqual([])
  })
})

describe('sigma predict --contributions', () => {
  it('shows what moved each score most, and has all of it as JSON and in files', async () => {
    await train('--calibration', 'none', '--out', file('model.json'))
    const predict = (...options: string[]) =>
      runSigma(
        ...['predict', '--workspace', workspace, '--model-file', file('model.json')],
        ...['--csv', file('features.csv'), '--contributions', ...options],
      )
    const { code, stdout, stderr } = await predict()
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^ *ts +p_DOWN +p_UP +moved most by$/m)
    expect(stdout).toMatch(/^\d{4}-\S+ .* signal [+-]\d\.\d\d, noise [+-]\d\.\d\d$/m)
    expect(stdout).not.toContain('c_signal')
    const answer = JSON.parse((await predict('--json')).stdout)
    expect(answer.columns).toEqual(['ts', 'p_DOWN', 'p_UP', 'c_signal', 'c_noise', 'bias'])
    const written = await predict('--out', file('scores.csv'))
    expect(written.stdout).toContain('c_signal, c_noise, bias written to')
    expect(readFileSync(file('scores.csv'), 'utf8').split('\n')[0]).toBe(answer.columns.join(','))
  })
})
