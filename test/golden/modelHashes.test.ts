import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { toXgboostJson, trainBooster } from '../../src/core/boosting/index.ts'
import { goldenNames, readPart, referenceParams } from '../core/boosting/goldenData.ts'

/**
 * SHA-256 of the model files trained with row and column sampling. Any platform and Node version must make the same
 * bytes; a change of the trainer that means to change its models writes the new hashes here, and says so in the
 * changelog.
 */
const hashes: Record<(typeof goldenNames)[number], string> = {
  quant_binary: '09f2a06cb7f4ccbcd11cafe06ed78867737a50591fc2026acd80a3ea766dac2d',
  multi_3class: '2e4fbfeb1e6b25f477abd943268987dce27b55543ca4bfc0146875fbc0d3b981',
  nan_binary: '8a24f395ed8b368c7d8d30942b7e5ce65998bdf89ab970bc3ebfdffe73e4d830',
  sp500_binary: '33bb751e9f69028c349f830b79f61ed9983596d37984d5b428e2418b8f0af325',
}

it.each(goldenNames)('trains %s to the same bytes on every platform', (name) => {
  const { columns, labels } = readPart(name, 'train')
  const params = { ...referenceParams(name), subsample: 0.8, columnSample: 0.8, rounds: 30 }
  const featureNames = columns.map((_, column) => `f${column}`)
  const text = toXgboostJson(trainBooster(columns, labels, params), { featureNames, attributes: {} })
  expect(createHash('sha256').update(text).digest('hex')).toBe(hashes[name])
})
