import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bucket, credentials, type S3Server, startS3 } from '../artifacts/s3Server.ts'
import { modelId, putQuickModel, sigma, sigmaHere, temporaryFolder } from './workspace.ts'

const settingsOf = ({ endpoint }: S3Server) => ({
  ...credentials,
  SIGMA_S3_ENDPOINT: endpoint,
  SIGMA_S3_BUCKET: bucket,
  SIGMA_S3_PREFIX: 'research',
})

const objects = new RegExp(`^s3://${bucket}/research/[0-9a-f]{12}/`)

function newWorkspace(): string {
  const workspace = temporaryFolder()
  putQuickModel(workspace)
  return workspace
}

/** Runs a command line that has to end well, and reads its JSON. */
async function answerOf(workspace: string, line: string, env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await sigmaHere(workspace, [...line.split(' '), '--json'], env)
  expect(code, `${line}\n${stderr}\n${stdout}`).toBe(0)
  return JSON.parse(stdout)
}

async function urisOf(workspace: string, env: Record<string, string>): Promise<string[]> {
  const { rows } = await answerOf(workspace, 'artifacts list', env)
  return rows.map(({ uri }: { uri: string }) => uri)
}

const localFiles = (workspace: string): string[] => {
  const folder = join(workspace, '.sigma', 'artifacts')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.'))
}

it('keeps the files of all runs in the bucket, and reads them there', async () => {
  const env = settingsOf(await startS3())
  const workspace = newWorkspace()
  await answerOf(workspace, `build ${modelId} --start 2015-01-01`, env)
  await answerOf(workspace, `train ${modelId}`, env)
  const { run_id: id } = await answerOf(workspace, `backtest ${modelId}`, env)
  const uris = await urisOf(workspace, env)
  expect(uris.length).toBeGreaterThan(3)
  for (const uri of uris) expect(uri).toMatch(objects)
  expect(localFiles(workspace)).toEqual([])
  const verified = await answerOf(workspace, 'artifacts verify', env)
  expect(verified).toMatchObject({ intact: true, recent: { files: 0 }, foreign: { files: 0 } })
  const report = await answerOf(workspace, `report ${id} --format json --out report.json`, env)
  expect(report.ok).not.toBe(false)
  // In a process of its own, which shows what the client of S3 would say beside the answer.
  const { code, stderr } = await sigma(workspace, ['artifacts', 'verify'], env)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

it('moves a workspace to the bucket, and the same runs go on from there', async () => {
  const env = settingsOf(await startS3())
  const workspace = newWorkspace()
  await answerOf(workspace, `build ${modelId} --start 2015-01-01`)
  const { run_id: id } = await answerOf(workspace, `backtest ${modelId}`)
  const before = await answerOf(workspace, `runs backtest show ${id}`)
  const files = localFiles(workspace).length
  const [first] = await urisOf(workspace, {})
  expect(first).toMatch(/^file:/)

  expect(await answerOf(workspace, 'artifacts push --dry-run', env)).toMatchObject({ dry_run: true, files })
  expect(await urisOf(workspace, env)).toContain(first)

  expect(await answerOf(workspace, 'artifacts push', env)).toMatchObject({
    ok: true,
    bucket,
    files,
    removed: { files: 0 },
    damaged: [],
  })
  for (const uri of await urisOf(workspace, env)) expect(uri).toMatch(objects)
  expect(localFiles(workspace), 'they stay until they are collected').toHaveLength(files)
  expect(await answerOf(workspace, 'artifacts push', env), 'nothing is left to do').toMatchObject({
    files: 0,
  })

  rmSync(join(workspace, '.sigma', 'artifacts'), { recursive: true })
  expect(await answerOf(workspace, 'artifacts verify', env)).toMatchObject({ intact: true })
  const after = await answerOf(workspace, `runs backtest show ${id}`, env)
  expect(after.data_csv_uri).toMatch(objects)
  expect({ metrics: after.metrics, equity: after.equity }).toEqual({
    metrics: before.metrics,
    equity: before.equity,
  })
  const { run_id: again } = await answerOf(workspace, `backtest ${modelId} --force`, env)
  expect((await answerOf(workspace, `runs backtest show ${again}`, env)).equity).toEqual(before.equity)
})
