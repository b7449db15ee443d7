import { expect, it } from 'vitest'
import {
  findModelConfigVersion,
  insertModelConfigVersion,
  listModelConfigVersions,
} from '../../src/store/modelConfigVersions.ts'
import { at, temporaryDatabase } from './temporary.ts'

const first = {
  ...{ packId: 'swingsigma', modelId: 'spy', version: 1, text: '# ours\nmodel: gbm\n', sha: 'a1' },
  ...{ changes: [], createdAt: at(0), createdBy: null },
}
const second = {
  ...{ ...first, version: 2, text: 'model: xgb\n', sha: 'b2', createdAt: at(1), createdBy: 'ann' },
  changes: [{ field: 'model', before: 'gbm', after: 'xgb' }],
}

it('keeps every version of a config, the latest first, as it was', async () => {
  const db = await temporaryDatabase()
  await insertModelConfigVersion(db, first)
  await insertModelConfigVersion(db, second)
  await insertModelConfigVersion(db, { ...first, packId: 'longsigma' })
  expect(await findModelConfigVersion(db, first)).toEqual(second)
  expect(await findModelConfigVersion(db, first, 1)).toEqual(first)
  expect(await findModelConfigVersion(db, first, 3)).toBeUndefined()
  const page = await listModelConfigVersions(db, first, { limit: 1, offset: 1 })
  expect(page).toEqual({ rows: [first], total: 2 })
  await expect(insertModelConfigVersion(db, second)).rejects.toThrow()
})
