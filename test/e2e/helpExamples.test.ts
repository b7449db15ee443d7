import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bucket, credentials, startS3 } from '../artifacts/s3Server.ts'
import { isAskedForAll } from '../askedForAll.ts'
import { parseCommand } from '../docs/shellBlocks.ts'
import { findPostgres, type PostgresServer, startPostgres } from '../postgres/server.ts'
import { giveDatabase } from '../store/migratedFile.ts'
import { helpTree } from './helpTree.ts'
import {
  bin,
  modelId,
  putQuickModel,
  type RunningServer,
  sigmaHere,
  startRunning,
  startServer,
  temporaryFolder,
} from './workspace.ts'

const tree = await helpTree()
/** Commands share examples with their groups; each is run once. */
const examples = [...new Set(tree.flatMap(({ examples }) => examples))].filter(
  // They take longest, and the guides have them too.
  (line) =>
    (isAskedForAll || !/^sigma (check-backend|quickstart)\b/.test(line)) &&
    (findPostgres() !== undefined || !/^sigma worker\b/.test(line)),
)

const guideAnswers = `pack: swingsigma
model: ${modelId}
risk: balanced
window: { start: 2016-01-01 }
findings: stop
sweep: { top_pcts: [0.1, 0.2], splits: 2 }
rows: best
train: passed
report: none
`

const template = `template_id: mine_v1
pack: swingsigma
horizon: swing
cadence: daily
indicator_set: { name: ${modelId} }
`

/** What somebody traded without a signal. */
const fills = `ts,model_id,ticker,side,status,fill_px
2020-04-17,${modelId},SPX,long,filled,2874
`

describe('the help of each command', () => {
  it.each(tree)('has a description in one line: $path', ({ description }) => {
    expect(description).toMatch(/^[^\n]{15,}[^.\n]$/)
  })

  it.each(tree)('has two examples, of this very command: $path', ({ path, examples }) => {
    expect(examples.length).toBeGreaterThanOrEqual(2)
    for (const line of examples) expect(line).toMatch(new RegExp(`^sigma ${path.split(' ')[0]}\\b`))
    expect(new Set(examples).size).toBe(examples.length)
  })

  it('is found for the whole registry', () => {
    const leaves = tree.filter(({ isLeaf }) => isLeaf).map(({ path }) => path)
    expect(leaves).toEqual(expect.arrayContaining(['quickstart', 'sweep run', 'runs backtest show', 'api']))
    expect(new Set(leaves).size).toBe(leaves.length)
  })
})

describe('the examples of the help', () => {
  const folder = temporaryFolder()
  /** Another workspace, of a server that runs all the while: only what runs can be cancelled. */
  const served = temporaryFolder()
  /** What the word ID stands for, by the command that takes it. */
  const ids: Record<string, string> = {}
  /** And ID2: another backtest. */
  let second = 'ID2'
  let other: RunningServer
  /** Begun by the first example that needs it: to make one takes longer than most examples. */
  let database: Promise<PostgresServer> | undefined

  beforeAll(async () => {
    // The examples of quickstart make their own workspaces, in the last two.
    for (const workspace of [folder, served, join(folder, 'sigma-quickstart'), join(folder, 'research')])
      putQuickModel(workspace)
    await giveDatabase(folder)
    ids['runs build'] = await answerField('run_id', `build ${modelId} --out all.csv`)
    prepareFiles()
    ids['runs train'] = await answerField('run_id', `train ${modelId}`)
    ids['runs backtest'] = await answerField('run_id', `backtest ${modelId} --splits 2`)
    ids.report = ids['runs backtest']
    ids.backtest = ids['runs backtest']
    ids.lineage = ids['runs backtest']
    ids.compare = ids['runs backtest']
    second = await answerField('run_id', `backtest ${modelId} --splits 2 --top-pct 0.2`)
    ids.jobs = ids['runs train']
    ids['selections add'] = ids['runs backtest']
    ids.selections = await selected()
    ids['admin tokens'] = await answerField('id', 'admin tokens create examples')
    ids.sweep = await answerField('sweep_id', `sweep ${modelId} --top-pcts 0.1,0.2 --splits 2`)
    await answerField('run_id', `train --csv features.csv --horizon 5 --rounds 20 --out model.json`)
    await answerField('run_id', `build ${modelId}`, served)
    // With a thread left to answer, whatever runs.
    other = await startServer(served, ['serve', '--port', '0', '--threads', '2'])
  }, 60_000)

  afterAll(async () => {
    await other?.stop()
    await (await database)?.remove()
  })

  async function answerField(field: string, line: string, workspace = folder): Promise<string> {
    const { code, stdout, stderr } = await sigmaHere(workspace, [...line.split(' '), '--json'])
    expect(code, stderr).toBe(0)
    const answer: Record<string, unknown> = JSON.parse(stdout)
    expect(answer[field], line).toBeTypeOf('string')
    return String(answer[field])
  }

  /**
   * The files that examples name: eight features with their returns, since every fit takes all of them; new rows with
   * all features, but no returns; and bars.
   */
  function prepareFiles(): void {
    const [header, ...rows] = readFileSync(join(folder, 'all.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','))
    const last = rows.slice(-600)
    writeFileSync(join(folder, 'sweep.yaml'), 'axes: { top_pct: [0.1, 0.2], splits: [2, 3] }\n')
    writeFileSync(join(folder, 'answers.yaml'), guideAnswers)
    writeFileSync(join(folder, 'mine.yaml'), template)
    writeFileSync(join(folder, 'fills.csv'), fills)
    writeFileSync(join(folder, 'change.yaml'), 'name: Mine, better\n')
    const withoutReturns = [header, ...rows.slice(-20)].map((cells) => cells.slice(0, -2))
    for (const [name, table] of Object.entries({
      'features.csv': [header, ...last].map((cells) => [...cells.slice(0, 16), ...cells.slice(-2)]),
      'new.csv': withoutReturns,
      'bars.csv': [header, ...last].map((cells) => cells.slice(1, 8).toSpliced(1, 1)),
    }))
      writeFileSync(join(folder, name), `${table.map((cells) => cells.join(',')).join('\n')}\n`)
  }

  it.each(examples)('runs %s', { timeout: 60_000 }, async (line) => {
    const [, code = '0'] = line.match(/\s# exits (\d+)\b/) ?? []
    const { argv } = parseCommand(withRealNames(line))
    if (argv[0] === 'serve') return startsAndStops(argv)
    if (argv[0] === 'worker') return worksAndStops(argv)
    if (argv[0] === 'mcp') return greets(argv)
    const special = {
      'sigma sweep cancel ID': canceled,
      'sigma sweep resume ID': resumed,
      'sigma jobs cancel ID': canceledTraining,
      'sigma jobs retry ID': retried,
      'sigma admin jobs cancel ID --yes': () => canceledTraining('admin jobs cancel ID --yes'),
      'sigma admin jobs retry ID': () => retried('admin jobs retry ID', 6),
      'sigma selections remove ID': removed,
      'sigma admin audit verify --head HASH --json': verified,
      'sigma artifacts push --dry-run': () => pushed(argv),
      'sigma artifacts push --remove-local': () => pushed(argv),
    }[line]
    const ended = special ? await special() : await sigmaHere(folder, argv)
    expect(ended.code, `${ended.stderr}\n${ended.stdout.slice(0, 2_000)}`).toBe(Number(code))
    expect(ended.stdout, 'says something').not.toBe('')
    if (argv.includes('--json')) expect(JSON.parse(ended.stdout)).not.toHaveProperty('ok', false)
  })

  it('are completed with the ids of what ran last', async () => {
    const names = async (kind: string) =>
      (await sigmaHere(folder, ['completion', '--names', kind])).stdout.split('\n')
    expect(await names('sweeps')).toContain(ids.sweep)
    expect(await names('sweeps')).not.toContain(ids.backtest)
    const { stdout } = await sigmaHere(folder, ['runs', 'backtest', '--limit', '2', '--jsonl'])
    const newest = stdout.split('\n').map((line) => JSON.parse(line).id)
    expect(
      (await names('runs')).filter((id) => newest.includes(id)),
      'newest first',
    ).toEqual(newest)
    const { code, stdout: nothing } = await sigmaHere(temporaryFolder(), ['completion', '--names', 'runs'])
    expect([code, nothing]).toEqual([0, ''])
  })

  async function startsAndStops(argv: string[]): Promise<void> {
    const server = await startServer(temporaryFolder(), argv)
    if (argv.includes('--json')) expect(JSON.parse(server.line)).toMatchObject({ ok: true, url: server.url })
    for (const path of ['/livez', '/readyz', '/metrics', '/ui', '/docs'])
      expect((await fetch(server.url + path)).status, path).toBe(200)
    expect(await server.stop()).toBe(0)
  }

  /** Work is taken from a queue in a schema of its own. */
  async function worksAndStops(argv: string[]): Promise<void> {
    database ??= startPostgres()
    const { url } = await database
    const schema = argv.includes('--json') ? 'told_as_json' : 'told_to_people'
    const env = { DATABASE_URL: url, DB_SCHEMA: schema, SIGMA_JOBS: 'pgboss' }
    const worker = await startRunning(temporaryFolder(), argv, env)
    if (argv.includes('--json'))
      expect(JSON.parse(worker.line)).toMatchObject({ ok: true, queues: ['fits'], concurrency: 2 })
    else expect(worker.line).toMatch(/^taking runs and fits, \d+ at a time/)
    expect(await worker.stop()).toBe(0)
  }

  /** Answers a client that introduces itself, and ends when it goes. */
  async function greets(argv: string[]): Promise<void> {
    const clientInfo = { name: 'test', version: '1' }
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo }
    const input = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`
    const { stdout, exitCode } = await execa(process.execPath, [bin, ...argv], {
      cwd: folder,
      input,
      env: { BASE_URL: undefined },
    })
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { serverInfo: { name: 'sigma' } } })
  }

  /** A long sweep of the server. */
  async function canceled(rounds = 20_000) {
    const sweep = `sweep ${modelId} --top-pcts 0.1,0.2 --splits 2 --rounds ${rounds} --detach`
    const id = await answerField('sweep_id', sweep, served)
    return { ...(await sigmaHere(served, ['sweep', 'cancel', id])), id }
  }

  async function resumed() {
    return sigmaHere(served, ['sweep', 'resume', (await canceled(600)).id])
  }

  async function canceledTraining(line = 'jobs cancel ID') {
    const id = await answerField('run_id', `train ${modelId} --rounds 20000 --depth 6 --detach`, served)
    return sigmaHere(served, line.replace('ID', id).split(' '))
  }

  /** A promotion reads its file when it is its turn: without the file it fails, and can be done again. */
  async function retried(line = 'jobs retry ID', rounds = 5) {
    const [from, file] = ['features.csv', 'retried.csv'].map((name) => join(folder, name))
    copyFileSync(from, file)
    const backtest = await answerField('run_id', `backtest --csv retried.csv --rounds ${rounds} --splits 2`)
    rmSync(file)
    const promote = `train --from ${backtest} --override-gate --tag retried --yes`
    expect((await sigmaHere(folder, promote.split(' '))).code).toBe(2)
    copyFileSync(from, file)
    const { stdout } = await sigmaHere(folder, [
      'jobs',
      'list',
      '--status',
      'failed',
      '--limit',
      '1',
      '--json',
    ])
    return sigmaHere(folder, line.replace('ID', JSON.parse(stdout).rows[0].job_id).split(' '))
  }

  /** Another workspace, whose files no other example needs. */
  async function pushed(argv: string[]) {
    const { endpoint } = await startS3()
    const env = { ...credentials, SIGMA_S3_ENDPOINT: endpoint, SIGMA_S3_BUCKET: bucket }
    const other = temporaryFolder()
    await sigmaHere(other, ['db', 'migrate'])
    return sigmaHere(other, argv, env)
  }

  const selected = () => answerField('selection_id', `selections add ${ids['runs backtest']}`)

  /** With a head that was noted. */
  async function verified(): ReturnType<typeof sigmaHere> {
    const { stdout } = await sigmaHere(folder, ['admin', 'audit', 'verify', '--json'])
    const { head } = JSON.parse(stdout)
    return sigmaHere(folder, ['admin', 'audit', 'verify', '--head', head.hash, '--json'])
  }

  const removed = async () => sigmaHere(folder, ['selections', 'remove', await selected()])

  function withRealNames(line: string): string {
    const [id] = Object.entries(ids).flatMap(([start, value]) =>
      line.startsWith(`sigma ${start} `) ? [value] : [],
    )
    return line
      .replace(/\bID\b/, id ?? 'ID')
      .replace('ID2', second)
      .replace('http://localhost:8001', other.url)
  }
})
