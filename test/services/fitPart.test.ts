import { expect, it, onTestFinished } from 'vitest'
import { openParts } from '../../src/host/openParts.ts'
import { FitPartWork } from '../../src/services/fitPart.ts'
import { spellFitPart } from '../../src/services/fitPartSpec.ts'
import { requireBacktestRun } from '../../src/services/runs.ts'
import { trialOfRun } from '../../src/services/storedTrial.ts'
import { done, quickWorkspace, testHost, testSettings, writeFeatureCsv } from '../server/testHost.ts'

it('gives the same scores without the models, which a sweep does not need', async () => {
  const workspace = await quickWorkspace()
  writeFeatureCsv(workspace)
  const host = await testHost({ workspace })
  onTestFinished(host.close)
  const { run_id: runId } = await done(
    host.post('/backtest', {
      ...{ csv: 'features.csv', columns: { return: 'ret_fwd' }, top_pct: 0.2 },
      ...{ inner_folds: 2, splits: 2, hyperparams: { rounds: 5, depth: 2 } },
    }),
  )
  const { parts, close } = await openParts({ workspace, settings: await testSettings(workspace), threads: 1 })
  onTestFinished(close)
  const { config } = trialOfRun(await requireBacktestRun(parts, runId))
  const work = new FitPartWork(parts)
  const fitsOf = (scoresOnly: boolean) =>
    work.fit(
      {
        ...{ runKind: 'backtest', runId, userId: 'local', key: 'any', attempts: 1 },
        spec: spellFitPart({ config, fold: 1, scoresOnly }),
      },
      new AbortController().signal,
    )
  const [whole, scores] = [await fitsOf(false), await fitsOf(true)]
  expect(whole.map(({ inner, booster }) => [inner, booster?.trees.length])).toEqual([
    [0, undefined],
    [1, undefined],
    ['final', 5],
  ])
  expect(scores.map(({ booster }) => booster)).toEqual([null, null, null])
  const said = (fits: typeof whole) =>
    fits.map(({ fold, inner, probability }) => ({ fold, inner, probability }))
  expect(said(scores)).toEqual(said(whole))
})
