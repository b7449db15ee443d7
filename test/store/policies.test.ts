import { describe, expect, it } from 'vitest'
import { findPolicy, findPolicySnapshot, insertPolicySnapshot, putPolicy } from '../../src/store/policies.ts'
import { at, temporaryDatabase } from './temporary.ts'

const policy = {
  packId: 'swingsigma',
  modelId: 'spy',
  policy: { risk: { max_drawdown: 0.1 } },
  createdAt: at(0),
}
const edited = { ...policy, policy: { risk: { max_drawdown: 0.2 } }, createdAt: at(1) }

describe('a policy', () => {
  it('starts at version 1, bumped or not', async () => {
    const db = await temporaryDatabase()
    expect(await putPolicy(db, policy, { bump: true })).toEqual({ ...policy, version: 1 })
    expect(await putPolicy(db, { ...policy, modelId: 'qqq' }, { bump: false })).toMatchObject({ version: 1 })
  })

  it('gets a new version when bumped, and the old one can still be read', async () => {
    const db = await temporaryDatabase()
    await putPolicy(db, policy, { bump: true })
    expect(await putPolicy(db, edited, { bump: true })).toEqual({ ...edited, version: 2 })
    expect(await findPolicy(db, 'swingsigma', 'spy')).toEqual({ ...edited, version: 2 })
    expect(await findPolicy(db, 'swingsigma', 'spy', 1)).toEqual({ ...policy, version: 1 })
    expect(await findPolicy(db, 'swingsigma', 'spy', 3)).toBeUndefined()
    expect(await findPolicy(db, 'longsigma', 'spy')).toBeUndefined()
  })

  it('has its latest version replaced when not bumped', async () => {
    const db = await temporaryDatabase()
    await putPolicy(db, policy, { bump: true })
    await putPolicy(db, policy, { bump: true })
    expect(await putPolicy(db, edited, { bump: false })).toEqual({ ...edited, version: 2, createdAt: at(0) })
    expect(await findPolicy(db, 'swingsigma', 'spy', 1)).toEqual({ ...policy, version: 1 })
  })
})

describe('a policy snapshot', () => {
  it('is kept by its hash, and storing it again changes nothing', async () => {
    const db = await temporaryDatabase()
    await insertPolicySnapshot(db, 'sha', { a: 1 })
    await insertPolicySnapshot(db, 'sha', { a: 2 })
    expect(await findPolicySnapshot(db, 'sha')).toEqual({ a: 1 })
    expect(await findPolicySnapshot(db, 'other')).toBeUndefined()
  })
})
