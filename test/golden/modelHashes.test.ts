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
  quant_binary: 'e1b193ff4fc59f0ca698c98a525d3e2591405f9793d5eeae2bccd4a79c017622',
  multi_3class: 'c63622fac909b3fcfef13cc2ca7d6319b530247e9a00f1c738f096b448d846fb',
  nan_binary: '278d935e7f01da73653fe27e00d8d813c527459ed363d2f22c077be9a9439a31',
  sp500_binary: 'e338be065b6c569da1cc8943258c39160c9be1f100dc1567c2f06c10ced118e8',
}

it.each(goldenNames)('trains %s to the same bytes on every platform', (name) => {
  const { columns, labels } = readPart(name, 'train')
  const params = { ...referenceParams(name), subsample: 0.8, columnSample: 0.8, rounds: 30 }
  const featureNames = columns.map((_, column) => `f${column}`)
  const text = toXgboostJson(trainBooster(columns, labels, params), { featureNames, attributes: {} })
  expect(createHash('sha256').update(text).digest('hex')).toBe(hashes[name])
})
