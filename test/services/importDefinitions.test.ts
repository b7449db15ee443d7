import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { type ImportedDefinition, importDefinitions } from '../../src/services/importDefinitions.ts'
import type { Parts } from '../../src/services/parts.ts'
import { findPolicy, putPolicy } from '../../src/store/policies.ts'
import { modelId, testHost } from '../server/testHost.ts'

const packId = 'swingsigma'

async function opened(): Promise<{ parts: Parts; workspace: string }> {
  let parts: Parts | undefined
  const host = await testHost({
    change(all) {
      parts = all
      return {}
    },
  })
  onTestFinished(() => host.close())
  if (!parts) throw new Error('the host did not show its parts')
  return { parts, workspace: host.workspace }
}

const tally = (rows: readonly ImportedDefinition[]) => ({
  new: rows.filter(({ stored }) => stored === 'new').length,
  changed: rows.filter(({ stored }) => stored === 'changed').map(({ kind, name }) => `${kind} ${name}`),
  same: rows.filter(({ stored }) => stored === 'same').length,
})

it('copies every file of a pack once, shows it before, and tells what has changed since', async () => {
  const { parts, workspace } = await opened()
  const { db } = parts
  const shown = await importDefinitions(parts, { packId, dryRun: true })
  expect(shown.length).toBeGreaterThan(20)
  expect(tally(shown)).toMatchObject({ new: shown.length, same: 0 })
  expect(await db.selectFrom('model_configs').selectAll().execute()).toEqual([])

  expect(await importDefinitions(parts, { packId, dryRun: false })).toEqual(shown)
  const config = await db
    .selectFrom('model_configs')
    .selectAll()
    .where('model_id', '=', modelId)
    .executeTakeFirstOrThrow()
  expect(JSON.parse(config.config)).toMatchObject({ model_id: modelId })
  expect(config.sha).toBe((await parts.packs.model(modelId)).files.modelConfig.sha256)
  expect(tally(await importDefinitions(parts, { packId, dryRun: false }))).toEqual({
    new: 0,
    changed: [],
    same: shown.length,
  })

  const own = join(workspace, 'packs', packId, 'policy_templates')
  mkdirSync(own, { recursive: true })
  const text = readFileSync(`packs/${packId}/policy_templates/${modelId}.yaml`, 'utf8')
  expect(text).toMatch(/slippage_bps: 1/)
  writeFileSync(join(own, `${modelId}.yaml`), text.replace(/slippage_bps: 1\b(\.0)?/, 'slippage_bps: 7'))
  const after = await importDefinitions(parts, { packId, dryRun: false })
  expect(tally(after).changed).toEqual([`policy ${modelId}`])
  expect(after.find(({ stored }) => stored === 'changed')?.version).toBe(2)
})

it('leaves a policy in force that was stored after the one of the file', async () => {
  const { parts } = await opened()
  await importDefinitions(parts, { packId, dryRun: false })
  const first = await findPolicy(parts.db, packId, modelId)
  const own = { ...first?.policy, slippage_bps: 7 }
  await putPolicy(
    parts.db,
    { packId, modelId, policy: own, createdAt: '2026-03-02T00:00:00.000Z' },
    { bump: true },
  )
  const again = await importDefinitions(parts, { packId, dryRun: false })
  expect(again.filter(({ stored }) => stored !== 'same')).toEqual([
    { kind: 'policy', packId, name: modelId, stored: 'kept', version: 2 },
  ])
  expect((await findPolicy(parts.db, packId, modelId))?.policy).toEqual(own)
})

it('copies the registry with all packs', async () => {
  const { parts } = await opened()
  await importDefinitions(parts, { packId: null, dryRun: false })
  const rsi = await parts.db
    .selectFrom('indicators')
    .selectAll()
    .where('name', '=', 'rsi')
    .executeTakeFirstOrThrow()
  expect(JSON.parse(rsi.params)).toEqual({ column: 'close', period: 14 })
})

it('copies nothing when a file is faulty, and names its line', async () => {
  const { parts, workspace } = await opened()
  const own = join(workspace, 'packs', packId, 'model_configs')
  mkdirSync(own, { recursive: true })
  writeFileSync(join(own, 'spy_eq_swing_daily_mine.yaml'), 'model_id: spy_eq_swing_daily_mine\nticker: [1\n')
  await expect(importDefinitions(parts, { packId, dryRun: false })).rejects.toThrow(
    /spy_eq_swing_daily_mine\.yaml:\d/,
  )
  expect(await parts.db.selectFrom('packs').selectAll().execute()).toEqual([])
})
