import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isAskedForAll } from '../askedForAll.ts'
import { modelId, sigma, temporaryFolder } from './workspace.ts'

interface Row {
  id: string
  config: { kind: string; value: string }
  metrics: Record<string, unknown>
  gate: { pass: boolean; reasons: string[] }
}

interface Answer {
  ok: boolean
  workspace: string
  matrix_sha: string
  matrix_cached: boolean
  model_id: string
  sweep_id: string
  leaderboard: { rows: Row[] }
  report: string
  timings: Record<string, number>
}

const variants = 12

describe('sigma quickstart', { timeout: 90_000 }, () => {
  const parent = temporaryFolder()
  let first: Answer
  beforeAll(async () => {
    first = await quickstart('once', '--threads', '1')
  }, 90_000)

  async function quickstart(...argv: string[]): Promise<Answer> {
    const { code, stdout, stderr } = await sigma(parent, ['quickstart', ...argv, '--json'])
    expect(code, stderr).toBe(0)
    // The whole of standard output is one object: nothing is told around it.
    return JSON.parse(stdout)
  }

  it('ends with the ids of what it made, in a folder that is a workspace', () => {
    expect(first).toMatchObject({ ok: true, matrix_cached: false, model_id: modelId })
    expect(first.workspace).toBe(join(parent, 'once'))
    expect(first.matrix_sha).toMatch(/^[0-9a-f]{64}$/)
    expect(first.sweep_id).toMatch(/^[0-9a-f-]{36}$/)
    expect(existsSync(join(parent, 'once', '.sigma', 'sigma.db'))).toBe(true)
  })

  it('ranks every variant, each with trades and the verdict of its gate', () => {
    const { rows } = first.leaderboard
    expect(rows).toHaveLength(variants)
    expect(new Set(rows.map(({ config }) => `${config.kind} ${config.value}`)).size).toBe(variants)
    for (const { metrics, gate } of rows) {
      expect(metrics.trades).toBeGreaterThan(0)
      expect(gate.pass).toBeTypeOf('boolean')
      // A gate that failed says why.
      expect(gate.reasons.length > 0).toBe(!gate.pass)
    }
  })

  it('writes the report of the first row, and says where', () => {
    const [best] = first.leaderboard.rows
    expect(first.report).toBe(join(parent, 'once', 'reports', `${best.id}.html`))
    expect(readFileSync(first.report, 'utf8')).toContain(`<h1>Backtest of ${modelId}</h1>`)
  })

  it('takes matrix and runs from the store when it is run again', async () => {
    const again = await quickstart('once')
    expect(again).toMatchObject({
      ok: true,
      matrix_cached: true,
      matrix_sha: first.matrix_sha,
      sweep_id: first.sweep_id,
    })
    expect(again.leaderboard).toEqual(first.leaderboard)
  })

  it.runIf(isAskedForAll)(
    'gives the same figures, digit by digit, in another folder on two threads',
    async () => {
      const other = await quickstart('twice', '--threads', '2')
      expect(other.matrix_cached).toBe(false)
      expect(other.matrix_sha).toBe(first.matrix_sha)
      expect(figures(other)).toBe(figures(first))
    },
  )

  it('says the same to a person, and what to do next', async () => {
    const { code, stdout, stderr } = await sigma(parent, ['quickstart', 'once'])
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('reused: an equal one was built before')
    expect(stdout).toContain('leaderboard, out of sample and net of costs')
    expect(stdout).toMatch(/\nnext\n {2}cd once\n {2}sigma runs backtest show [0-9a-f-]{36} /)
  })
})

/** What was computed, as text, so that a difference in the last digit shows. */
function figures({ leaderboard }: Answer): string {
  return JSON.stringify(leaderboard.rows.map(({ config, metrics, gate }) => ({ config, metrics, gate })))
}
