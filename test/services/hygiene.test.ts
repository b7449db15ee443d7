import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { predictProbability } from '../../src/core/boosting/index.ts'
import { applyPreprocessing } from '../../src/core/matrix/preprocessing.ts'
import { readDataset } from '../../src/data/matrixFile.ts'
import { readModelFile, writeModelFile } from '../../src/services/modelFile.ts'
import { done, type TestHost, testHost } from '../server/testHost.ts'

const plain = 'spx_eq_swing_daily_plain'
const clean = 'spx_eq_swing_daily_clean'
const config = `ticker: SPX
source: sample
features: [day_of_week, rsi, vol_zscore]
labels: { kind: fwd_ret_5d }
calibration: none
splits: 2
hyperparams: { n_estimators: 10, max_depth: 2 }
train_window: { start: 2010-01-04, end: 2013-12-31 }
`
const hygiene = 'hygiene: { missing_flags: true, scaling: robust, one_hot: [day_of_week] }\n'

let host: TestHost

beforeAll(async () => {
  host = await testHost()
  write(`packs/swingsigma/model_configs/${plain}.yaml`, config)
  write(`packs/swingsigma/model_configs/${clean}.yaml`, config + hygiene)
  for (const model of [plain, clean])
    write(`packs/swingsigma/indicator_sets/${model}.yaml`, 'name: none\nindicators: [day_of_week]\n')
})
afterAll(() => host.close())

function write(path: string, text: string) {
  const file = join(host.workspace, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

const bytesOf = (path: string) => readFileSync(join(host.workspace, path))

it('a model says which flags, scale and categories it wants, and its matrix has the flags', async () => {
  const [without, flagged] = [
    await done(host.post('/build_matrix', { model_id: plain, out_csv: 'plain.csv' })),
    await done(host.post('/build_matrix', { model_id: clean, out_csv: 'clean.csv' })),
  ]
  expect(flagged.matrix_sha).not.toBe(without.matrix_sha)
  const header = (path: string) => bytesOf(path).toString('utf8').split('\n')[0]
  expect(header('plain.csv')).not.toContain('_missing')
  expect(header('clean.csv')).toContain(',rsi_14_missing,')
  const preview = await host.post('/preview_matrix', { model_id: clean })
  expect(preview.text).toContain('rsi_14_missing')
})

it('what was learned from the training rows is kept in the model file, and predict does the same', async () => {
  await done(host.post('/build_matrix', { model_id: clean }))
  await done(host.post('/build_matrix', { model_id: clean, out_csv: 'rows.parquet', format: 'parquet' }))
  const trained = await done(host.post('/train', { model_id: clean, model_out: 'clean.json' }))
  const model = readModelFile(bytesOf('clean.json').toString('utf8'), 'clean.json')
  const kept = model.attributes?.preprocessing
  if (!kept || !model.attributes) throw new Error('the model keeps its preprocessing')
  expect(kept.features).toEqual(
    ['day_of_week', 'rsi_14', 'vol_zscore_20']
      .flatMap((name) => [name])
      .concat(['day_of_week', 'rsi_14', 'vol_zscore_20'].map((name) => `${name}_missing`)),
  )
  expect(kept.columns[0]).toEqual({ kind: 'one_hot', categories: [0, 1, 2, 3, 4] })
  expect(model.featureNames.slice(0, 6)).toEqual([
    ...[0, 1, 2, 3, 4].map((day) => `day_of_week=${day}`),
    'rsi_14',
  ])
  expect(writeModelFile({ ...model, attributes: model.attributes })).toBe(
    bytesOf('clean.json').toString('utf8'),
  )

  const { matrix } = await readDataset({ matrix: bytesOf('rows.parquet'), bars: null })
  const columns = kept.features.map(
    (name) => matrix.features.find((one) => one.name === name)?.values ?? new Float64Array(),
  )
  const inMemory = predictProbability(model.booster, applyPreprocessing(columns, kept.columns))
  const { scores } = await done(host.post('/predict', { run_id: trained.run_id, csv: 'clean.csv' }))
  expect(scores.map(([, , up]) => up)).toEqual([...inMemory])
})

it('a setting that is left out changes no hash, and one that is named does', async () => {
  const run = async (model_id: string, tag: string) => {
    await done(host.post('/build_matrix', { model_id }))
    return done(host.post('/backtest', { model_id, thresholds: '0.5', tag }))
  }
  const [without, cleaned] = [await run(plain, 'a'), await run(clean, 'b')]
  const keyOf = async (id: string) => (await host.get(`/backtests/${id}`)).text
  expect(await keyOf(without.run_id)).not.toContain('preprocessing')
  expect(without.lineage.config_sha).not.toBe(cleaned.lineage.config_sha)
})

it('a model of an earlier kind, with fewer features than its matrix, is trained on these', async () => {
  write(`packs/swingsigma/indicator_sets/${plain}.yaml`, 'name: more\nindicators: [adx]\n')
  await done(host.post('/build_matrix', { model_id: plain }))
  await done(host.post('/train', { model_id: plain, model_out: 'few.json' }))
  const { featureNames, attributes } = readModelFile(bytesOf('few.json').toString('utf8'), 'few.json')
  expect(featureNames).toEqual(['day_of_week', 'rsi_14', 'vol_zscore_20'])
  expect(attributes).not.toHaveProperty('preprocessing')
})

it('a file whose preprocessing does not fit its trees is refused', () => {
  const text = bytesOf('clean.json').toString('utf8')
  const model = readModelFile(text, 'clean.json')
  if (!model.attributes?.preprocessing) throw new Error('the model keeps its preprocessing')
  const { preprocessing } = model.attributes
  const other = {
    ...model.attributes,
    preprocessing: { ...preprocessing, columns: preprocessing.columns.slice(1) },
  }
  const broken = writeModelFile({ ...model, attributes: other })
  expect(() => readModelFile(broken, 'clean.json')).toThrow('its preprocessing makes other columns')
})
