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
  quant_binary: '27ae216366756f02f04cdb42fc20e53a8a90595a5702ff0a4a9355acc6b6a4af',
  multi_3class: '1606f1a60dbe3c0beb9fcb59d2bfecb4cea876ad470e99c83f644e298dfb5398',
  nan_binary: '0c8f825eabb0a3b3eb3a7343b4f4d091e966facf1c8bca3721f67bf9010038d0',
  sp500_binary: 'ee3cabae7671f5746e9dadcaa69f5defc7b739bec4251960e4b79304559f152f',
}

it.each(goldenNames)('trains %s to the same bytes on every platform', (name) => {
  const { columns, labels } = readPart(name, 'train')
  const params = { ...referenceParams(name), subsample: 0.8, columnSample: 0.8, rounds: 30 }
  const featureNames = columns.map((_, column) => `f${column}`)
  const text = toXgboostJson(trainBooster(columns, labels, params), { featureNames, attributes: {} })
  expect(createHash('sha256').update(text).digest('hex')).toBe(hashes[name])
})
