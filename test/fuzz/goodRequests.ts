import fc from 'fast-check'
import {
  type Json,
  list,
  type Operation,
  object,
  readOperations,
  standingAt,
} from '../../src/server/operations.ts'
import { schemaValues } from './schemaValues.ts'
import { type Tree, treeOf, wellFormed } from './tree.ts'

/** A request before it is written. Path values, query and headers are as they are to be sent. */
export interface Draft {
  operation: string
  method: string
  /** With `{name}` parameters. */
  template: string
  path: Record<string, string>
  query: [name: string, value: string][]
  headers: [name: string, value: string][]
  body: Tree | undefined
}

/** What the store is filled with before. A request names it by a word, since ids differ from one store to the next. */
export const stored = [
  'artifact',
  'backtest',
  'build',
  'matrix',
  'model',
  'selection',
  'sweep',
  'training',
] as const
export type Stored = (typeof stored)[number]
export const placeholder = (what: Stored): string => `ID_${what}_ID`

const id = (...kinds: Stored[]): fc.Arbitrary<string> => fc.constantFrom(...kinds.map(placeholder))
const anyId = id('backtest', 'training', 'sweep', 'build', 'matrix', 'artifact', 'selection')
const text = (...values: string[]): fc.Arbitrary<string> => fc.constantFrom(...values)

/** The model that runs on the bundled bars, one that needs a key, and one that there is not. */
const models = text('spx_eq_swing_daily', 'spx_eq_swing_daily', 'spy_eq_swing_daily', 'nobody')
const packs = text('swingsigma', 'swingsigma', 'longsigma', 'zerosigma', 'adhoc')
const csv = text('tiny.csv', 'tiny.csv', 'link.csv', 'nowhere.csv')
const days = text('2014-01-02', '2019-06-03', '2020-01-02', '2020-04-17')

/** What is in the store and the workspace; and small amounts of work, where a schema allows what takes hours. */
const known: ReadonlyMap<string, fc.Arbitrary<unknown>> = new Map<string, fc.Arbitrary<unknown>>([
  ['model_id', models],
  ['pack_id', packs],
  ['pack', packs],
  ['matrix_sha', id('matrix')],
  ['sha256', id('artifact', 'matrix')],
  ['run_id', id('backtest', 'training', 'build')],
  ['backtest_id', id('backtest')],
  ['build_run_id', id('build')],
  ['training_run_id', id('training')],
  ['job_id', id('training')],
  ['sweep_id', id('sweep')],
  ['selection_id', id('selection')],
  ['as_of_run', id('backtest')],
  ['id', anyId],
  ['csv', csv],
  ['model_file', text('tiny.csv', 'model.json')],
  ['source', text('sample', 'csv:tiny.csv', 'synthetic')],
  ['start', days],
  ['end', days],
  ['ticker', text('SPX', 'SPY', 'QQQ')],
  ['tickers', text('SPX', 'QQQ')],
  ['template_id', text('swing_starter', 'spx_eq_swing_daily')],
  ['name', text('rsi', 'sma', 'atr', 'spx_eq_swing_daily')],
  ['features', text('rsi_14', 'signal', 'noise')],
  ['user', text('local')],
  ['user_id', text('local', 'ann')],
  ['tag', text('fuzz', 'a,b')],
  ['risk_profile', text('balanced', 'conservative', 'aggressive', 'Balanced')],
  ['out', text('out/scores.csv')],
  ['out_csv', text('out/matrix.csv')],
  ['model_out', text('out/model.json')],
  ['horizon', text('swing', '0dte')],
  ['rounds', fc.integer({ min: 1, max: 4 })],
  ['depth', fc.integer({ min: 1, max: 3 })],
  ['splits', fc.integer({ min: 1, max: 3 })],
  ['cpcv_groups', fc.integer({ min: 3, max: 4 })],
  ['cpcv_test_groups', fc.integer({ min: 1, max: 2 })],
  ['inner_folds', fc.integer({ min: 2, max: 3 })],
  ['threads', fc.constant(1)],
  ['limit', fc.integer({ min: 1, max: 20 })],
  ['offset', fc.integer({ min: 0, max: 5 })],
])

const file = { csv: 'tiny.csv', columns: { time: 'date', return: 'ret_fwd' } }
const small = { hyperparams: { rounds: 2, depth: 2, min_child_weight: 1 }, splits: 2 }

/** Bodies that are done, for operations that begin work: their schemas alone hardly ever describe one. */
const doneWith: Readonly<Record<string, object>> = {
  buildMatrix: { model_id: 'spx_eq_swing_daily', start: '2019-06-03' },
  buildMatrixNow: { model_id: 'spx_eq_swing_daily', start: '2019-06-03' },
  buildStockMatrixNow: { model_id: 'spx_eq_swing_daily', start: '2019-06-03' },
  previewMatrix: file,
  previewMatrixNow: file,
  computeIndicator: { name: 'rsi', params: { period: 5 }, start: '2020-01-02', end: '2020-03-02' },
  trainModel: { ...file, hyperparams: small.hyperparams },
  submitTrainBatch: { jobs: [{ from: { backtest_id: placeholder('backtest') } }] },
  predictScores: { run_id: placeholder('training'), csv: 'tiny.csv' },
  createBacktest: { ...file, ...small },
  runBacktestNow: { ...file, ...small },
  startSweep: { ...file, ...small, thresholds_variants: [[0.5]] },
  planSweep: { ...file, ...small, thresholds_variants: [[0.5], [0.55]] },
  runSweepNow: { ...file, ...small, thresholds_variants: [[0.5]] },
  createAlerts: { model_id: 'spx_eq_swing_daily', unpromoted: true, allow_stale: true },
  importFills: {
    rows: [
      { ts: '2024-06-03', model_id: 'spx_eq_swing_daily', ticker: 'SPX', side: 'long', status: 'canceled' },
    ],
  },
  createSelection: { items: [{ backtest_id: placeholder('backtest') }] },
  putPolicy: {
    model_id: 'spx_eq_swing_daily',
    policy: { risk: {}, execution: { slippage_bps: 2 }, alerting: {} },
  },
  createModel: { ticker: 'QQQ', asset_type: 'eq', horizon: 'swing', cadence: 'daily', force: true },
  updateQuotas: { user_id: 'ann', limits: { sweeps_per_day: 20 } },
}

/** They do work: fits, builds, drawings or a look at each file. */
const works: ReadonlySet<string> = new Set([
  ...Object.keys(doneWith).filter((each) => each !== 'putPolicy' && each !== 'updateQuotas'),
  'collectArtifacts',
  'getReport',
  'resumeSweep',
  'retryTrainJob',
  'verifyArtifacts',
])

/** They read the files of packs, or write pages: tens of milliseconds each. All others read or write a row or two. */
const reads: ReadonlySet<string> = new Set([
  'checkHealth',
  'explainPolicy',
  'getDashboard',
  'getDocs',
  'getMetrics',
  'getOpenapi',
  'getPack',
  'getPolicy',
  'getReadiness',
  'getTrainingRun',
  'listModels',
  'validatePolicy',
])

/** So that a million is asked for in an hour, about one request of thirty may begin work, and as many read much. */
const weightOf = (operation: string): number => (works.has(operation) ? 1 : reads.has(operation) ? 2 : 9)

/** Good requests of every operation of the document, and how often each is to be asked. */
export function goodRequests(document: Json): fc.Arbitrary<Draft> {
  const valuesOf = schemaValues(document, known)
  const requests = readOperations(document).map((operation) => ({
    weight: weightOf(operation.id),
    arbitrary: requestOf(document, operation, valuesOf),
  }))
  return fc.oneof(...requests)
}

function requestOf(
  document: Json,
  { id: operation, method, path: template, parameters, bodyPointer }: Operation,
  valuesOf: ReturnType<typeof schemaValues>,
): fc.Arbitrary<Draft> {
  const fields = parameters.map(({ name, in: place, required, pointer }) => {
    const values = valuesOf(standingAt(document, pointer), name)
    const given = required ? values : fc.option(values, { nil: undefined, freq: 2 })
    return given.map((value) => ({ name, place, value }))
  })
  const body =
    bodyPointer === undefined
      ? fc.constant(undefined)
      : fc.oneof(
          { weight: 1, arbitrary: valuesOf(standingAt(document, bodyPointer), 'body') },
          ...(doneWith[operation] ? [{ weight: 1, arbitrary: fc.constant(doneWith[operation]) }] : []),
          ...(doneWith[operation]
            ? [
                {
                  weight: 2,
                  arbitrary: valuesOf(standingAt(document, bodyPointer), 'body').map((value) => ({
                    ...object(value),
                    ...doneWith[operation],
                  })),
                },
              ]
            : []),
        )
  return fc.tuple(fc.tuple(...fields), body).map(([given, content]) => {
    const at = (place: string) => given.filter((one) => one.place === place && one.value !== undefined)
    return {
      operation,
      method: method.toUpperCase(),
      template,
      path: Object.fromEntries(at('path').map(({ name, value }) => [name, encoded(value)])),
      query: at('query').flatMap(({ name, value }) =>
        (list(value).length > 0 ? list(value) : [value]).map((one): [string, string] => [name, encoded(one)]),
      ),
      headers: at('header').map(({ name, value }): [string, string] => [name, encoded(value)]),
      body: content === undefined ? undefined : treeOf(content),
    }
  })
}

function encoded(value: unknown): string {
  return encodeURIComponent(wellFormed(String(value)))
}
