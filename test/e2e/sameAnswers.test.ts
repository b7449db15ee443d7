import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  modelId,
  putQuickModel,
  type RunningServer,
  sigma,
  sigmaHere,
  startServer,
  temporaryFolder,
} from './workspace.ts'

const fit = '--rounds 20 --depth 2 --splits 2'

/** A working day in order: later commands work on what earlier ones made. ID stands for the run last named. */
const day = [
  'health',
  'packs list',
  'packs show swingsigma',
  'models list',
  `models show ${modelId}`,
  'models create --template swing_index_sample_v1 --name mine',
  'templates',
  'indicators list',
  'indicators show rsi',
  'indicators test rsi --param period=7 --last 50',
  `validate-policy ${modelId}`,
  `policy set ${modelId} --slippage-bps 2`,
  `policy show ${modelId}`,
  `preview ${modelId}`,
  `build ${modelId} --out features.csv`,
  `build ${modelId}`,
  `train ${modelId} --rounds 20 --depth 2 --out model.json`,
  `backtest ${modelId} ${fit} --thresholds 0.50,0.55`,
  'runs backtest show ID',
  `backtest ${modelId} ${fit} --thresholds 0.50,0.55`,
  'backtest --csv features.csv --horizon 5 --top-pct 0.2 --rounds 20 --depth 2 --splits 2',
  `sweep ${modelId} ${fit} --thresholds 0.50;0.52,0.55 --top-pcts 0.1,0.2`,
  'sweep show ID',
  'sweep results ID --order-by sharpe',
  'leaderboard --all',
  'runs build',
  'runs train',
  'runs backtest',
  'sweep list',
  'predict --model-file model.json --csv features.csv --out scores.csv',
  `api GET /policy?model_id=${modelId}`,
  'api GET /leaderboard?limit=2',
  'backtest nope',
  `backtest ${modelId} --thresholds 1.5`,
]

interface Answered {
  code: number | undefined
  answer: unknown
}

describe('a server and the process of the command itself', () => {
  const served = temporaryFolder()
  const alone = temporaryFolder()
  let server: RunningServer
  const answers = new Map<string, Answered[]>()
  const ofServed = comparable(served)

  beforeAll(async () => {
    for (const folder of [served, alone]) {
      expect((await sigmaHere(folder, ['init'])).code).toBe(0)
      putQuickModel(folder)
    }
    server = await startServer(served, ['serve', '--port', '0', '--json'])
    answers.set(served, await spend(served, ofServed, '--base-url', server.url))
    answers.set(alone, await spend(alone, comparable(alone)))
  }, 180_000)
  afterAll(async () => {
    expect(await server?.stop()).toBe(0)
  })

  it.each(day.map((line, index) => ({ line, index })))('answer the same: sigma $line', ({ index }) => {
    const [one, other] = [served, alone].map((folder) => answers.get(folder)?.[index])
    expect(one?.answer).toBeTypeOf('object')
    expect(one).toEqual(other)
  })

  it.each(['features.csv', 'model.json', 'scores.csv'])('write the same bytes: %s', (name) => {
    const [one, other] = [served, alone].map((folder) => readFileSync(join(folder, name)))
    expect(one.length).toBeGreaterThan(1_000)
    expect(one.equals(other)).toBe(true)
  })

  it('are one to whoever names neither: the workspace knows its server', async () => {
    const { code, stdout, stderr } = await sigma(served, ['leaderboard', '--all', '--json', '--verbose'])
    expect(code, stderr).toBe(0)
    expect(stderr).toContain(`GET ${server.url}/leaderboard`)
    expect(ofServed(JSON.parse(stdout))).toEqual(
      answers.get(served)?.[day.indexOf('leaderboard --all')].answer,
    )
  })

  it('tell what there is to say of a request that is left to the server', async () => {
    const line = `sweep ${modelId} --thresholds 0.6,0.5 --rounds 5 --splits 2 --base-url ${server.url}`
    const warning = 'thresholds_variants[0]: taken in rising order, each once: 0.50,0.60'
    const left = await sigmaHere(served, [...line.split(' '), '--detach'])
    expect(left).toMatchObject({ code: 0, stderr: expect.stringContaining(`note: ${warning}`) })
    const { stdout, stderr } = await sigmaHere(served, [...line.split(' '), '--detach', '--json'])
    const answer = JSON.parse(stdout)
    expect(answer).toMatchObject({ detached: true, deduplicated: true })
    expect([answer.warnings.at(-1), stderr]).toEqual([warning, ''])
    const watched = ['sweep', 'watch', answer.sweep_id, '--base-url', server.url]
    expect((await sigmaHere(served, watched)).code).toBe(0)
  })
})

/** Runs the whole day in a folder. */
async function spend(folder: string, readable: Readable, ...argv: string[]): Promise<Answered[]> {
  const answered: Answered[] = []
  let id = ''
  for (const line of day) {
    const { code, stdout } = await sigmaHere(folder, [
      ...line.replace('ID', id).split(' '),
      ...argv,
      '--json',
    ])
    const answer: { run_id?: string; sweep_id?: string } = JSON.parse(stdout)
    id = answer.sweep_id ?? answer.run_id ?? id
    answered.push({ code, answer: readable(answer) })
  }
  return answered
}

type Readable = (answer: unknown) => unknown

/**
 * Answers without what must differ: where the workspace is, the clock, and how long it took. Ids become numbers in
 * the order in which they are first seen, so that an answer that names another run than it should still shows.
 */
function comparable(folder: string): Readable {
  const ids: string[] = []
  const numbered = (id: string): string => {
    if (!ids.includes(id)) ids.push(id)
    return `id ${ids.indexOf(id)}`
  }
  return (answer) =>
    JSON.parse(JSON.stringify(answer), (key, value: unknown) => {
      if (typeof value === 'number') return /(^|_)ms$/.test(key) ? 'DURATION' : value
      if (typeof value !== 'string') return value
      return value
        .replaceAll(folder, 'WORKSPACE')
        .replaceAll(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, numbered)
        .replace(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'NOW')
    })
}
