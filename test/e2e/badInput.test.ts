import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { execa } from 'execa'
import Libsql from 'libsql'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Ended } from '../cli/runSigma.ts'
import { bin, environment, modelId, sigma, sigmaHere, temporaryFolder } from './workspace.ts'

const parent = temporaryFolder()
const workspace = join(parent, 'work')

/** Rows of three hundred days: a time, two features and a forward return. */
const rows = Array.from({ length: 300 }, (_, day) => [
  new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10),
  String(day % 7),
  String((day * day) % 11),
  String(((day % 5) - 2) / 100),
])
const header = 'ts,a,b,ret_fwd'

function writeCsv(name: string, head: string, lines: string[][]): void {
  writeFileSync(join(workspace, name), `${[head, ...lines.map((line) => line.join(','))].join('\n')}\n`)
}

/** The rows with one cell changed; its line in the file is the row's index and 2. */
const withCell = (row: number, column: number, text: string): string[][] =>
  rows.map((cells, index) => (index === row ? cells.with(column, text) : cells))

beforeAll(async () => {
  expect((await sigmaHere(parent, ['init', 'work'])).code).toBe(0)
  const bars = rows.map(([date]) => [date, '10', '11', '9', '10', '100'])
  writeCsv('good.csv', header, rows)
  writeCsv(
    'no-time.csv',
    'a,b,ret_fwd',
    rows.map((row) => row.slice(1)),
  )
  writeCsv(
    'no-return.csv',
    'ts,a,b',
    rows.map((row) => row.slice(0, 3)),
  )
  writeCsv('../outside.csv', header, rows)
  writeCsv('twice.csv', header, withCell(4, 0, rows[3][0]))
  writeCsv('text.csv', header, withCell(6, 2, 'abc'))
  writeCsv('text-return.csv', header, withCell(6, 3, 'abc'))
  writeCsv('no-such-time.csv', header, withCell(6, 0, 'yesterday'))
  writeCsv('wide.csv', header, withCell(6, 3, '0.1,9'))
  writeCsv('header.csv', header, [])
  writeCsv(
    'constant.csv',
    header,
    rows.map(([date, , , ret]) => [date, '3', '', ret]),
  )
  writeCsv(
    'one-constant.csv',
    header,
    rows.map((row) => row.with(1, '3')),
  )
  writeCsv('huge.csv', header, withCell(6, 2, '-1e39'))
  writeCsv('infinite.csv', header, withCell(6, 2, '-inf'))
  writeCsv(
    'few.csv',
    'ts,a,y',
    rows.slice(0, 5).map(([date, a], row) => [date, a, row % 2 ? 'UP' : 'DOWN']),
  )
  writeCsv(
    'one-class.csv',
    'ts,a,y',
    rows.map(([date, a]) => [date, a, 'UP']),
  )
  writeCsv(
    'rises-first.csv',
    header,
    rows.map((row, day) => (day < 150 ? row.with(3, '0.01') : row)),
  )
  writeCsv('few-returns.csv', header, rows.slice(0, 60))
  writeCsv(
    'no-returns-yet.csv',
    header,
    rows.map((row) => row.with(3, '')),
  )
  writeCsv(
    'gaps.csv',
    header,
    rows.map((row, day) => (day % 10 === 0 ? row.with(3, '') : row)),
  )
  writeCsv(
    'zero-price.csv',
    'ts,a,b,close',
    rows.map(([date, a, b], day) => [date, a, b, day === 6 ? '0' : '10']),
  )
  for (const [name, low] of [
    ['bars-zero.csv', '0'],
    ['bars-below.csv', '-9'],
  ])
    writeCsv(
      name,
      'date,open,high,low,close,volume',
      bars.map((bar, day) => (day === 6 ? bar.with(3, low) : bar)),
    )
  writeFileSync(join(workspace, 'model.pkl'), Buffer.from([0x80, 4, 0x95, 0x10, 0]))
  writeFileSync(join(workspace, 'cut.json'), '{"learner":{"attributes":{},"gradient_booster":{')
  writeFileSync(
    join(workspace, 'linear.json'),
    '{"learner":{"objective":{"name":"binary:logistic"},"gradient_booster":{"name":"gblinear"}}}',
  )
  writeFileSync(join(workspace, 'empty.csv'), '')
  writeCsv(
    'bars-without-close.csv',
    'date,open,high,low,volume',
    bars.map((bar) => bar.toSpliced(4, 1)),
  )
  writeCsv(
    'bars-text.csv',
    'date,open,high,low,close,volume',
    bars.map((bar, index) => (index === 5 ? bar.with(4, 'x') : bar)),
  )
})

/** A command line, its exit code, and what standard error says. */
type Case = [line: string, code: number, ...told: string[]]

const usage: Case[] = [
  ['buld', 2, "unknown command 'buld'", 'Did you mean build?'],
  ['runs bulid', 2, "unknown command 'bulid'", 'Did you mean build?'],
  ['packs shwo', 2, 'unknown command', '"show"'],
  [`backtest ${modelId} --splts 3`, 2, "unknown option '--splts'", 'Did you mean --splits?'],
  ['sweep cancel', 2, "missing required argument 'sweep'"],
  ['completion tcsh', 2, 'bash, zsh, fish'],
  ['leaderboard --order-by sharp', 2, 'score, sharpe, cum_return'],
  ['predict', 2, '--csv: is missing', 'next:'],
  ['build', 2, 'MODEL: is missing', 'next: sigma models'],
  ['health --base-url nonsense', 2, '--base-url: Invalid URL'],
  ['health --base-url http://ann:secret@localhost:1', 2, '--base-url: holds a name or a password'],
  ['serve --host 0.0.0.0', 2, 'each request to 0.0.0.0 is to have a token'],
]

const names: Case[] = [
  [
    'build spx_eq_swing_dayly',
    1,
    'unknown model "spx_eq_swing_dayly"; did you mean "spx_eq_swing_daily"?',
    'next: sigma models',
  ],
  [
    'packs show swingsgma',
    1,
    'unknown pack "swingsgma"; did you mean "swingsigma"?',
    'next: sigma packs list',
  ],
  ['indicators show rsl', 1, 'unknown indicator "rsl"; did you mean "rsi"?', 'next: sigma indicators list'],
  ['indicators test rsl', 2, 'unknown indicator "rsl"; did you mean "rsi"?'],
  ['indicators test rsi --param perod=7', 2, 'rsi.perod: unknown parameter', 'did you mean "period"?'],
  ['indicators test rsi --param period=x', 2, 'rsi.period: expected a whole number from 2', 'got "x"'],
  ['runs backtest show nope', 1, 'there is no backtest nope', 'next: sigma runs backtest'],
  ['sweep show nope', 1, 'there is no sweep nope', 'next: sigma sweep list'],
  ['api GET /modles', 1, 'did you mean /models?'],
  [`backtest ${modelId} --risk reckless`, 2, 'conservative, balanced, aggressive, got reckless'],
  [`backtest ${modelId} --thresholds 1.5`, 2, 'expected probabilities between 0 and 1, got 1.5'],
]

const windows: Case[] = [
  [`build ${modelId} --start 2015-01-01 --end 2010-01-01`, 2, '2015-01-01 is after the end, 2010-01-01'],
  [`build ${modelId} --start 2015-13-01`, 2, 'expected a date as YYYY-MM-DD, got "2015-13-01"'],
  [`build ${modelId} --end 2015-02-30`, 2, 'expected a date as YYYY-MM-DD, got "2015-02-30"'],
  [
    `build ${modelId} --start 1990-01-01 --end 1991-01-01`,
    1,
    'no daily bars of SPX in the window: wanted 1990-01-01 to 1991-01-01, held 2000-01-03 to 2020-04-17',
    'next: choose --start and --end',
  ],
]

const files: Case[] = [
  ['preview --csv no-time.csv', 2, 'time (line 1): missing column', '--time', 'the file has: a, b, ret_fwd'],
  ['backtest --csv no-return.csv', 2, 'forward return', '--return', 'the file has: ts, a, b'],
  ['preview --csv twice.csv', 2, 'ts (line 6): the same time as line 5'],
  ['preview --csv text.csv', 2, 'b (line 8): expected a number, got "abc"'],
  ['preview --csv text-return.csv', 2, 'ret_fwd (line 8): expected a number, got "abc"'],
  ['preview --csv no-such-time.csv', 2, 'ts (line 8): expected a time', 'got "yesterday"'],
  ['preview --csv wide.csv', 2, 'line 8', 'expected 4 cells as in the header, got 5'],
  ['preview --csv header.csv', 1, 'a header but no rows'],
  ['preview --csv empty.csv', 2, 'expected a header line, got an empty file'],
  ['preview --csv missing.csv', 2, 'no file at missing.csv'],
  ['preview --csv good.csv --return ret_fdw', 2, 'no column "ret_fdw"', 'did you mean "ret_fwd"?'],
  [
    `build ${modelId} --source csv:bars-without-close.csv`,
    2,
    'close (line 1): missing column',
    'the file has: date, open, high, low, volume',
  ],
  [`build ${modelId} --source csv:bars-text.csv`, 2, 'close (line 7): expected a number, got "x"'],
  ['indicators test rsi --csv bars-text.csv', 2, 'close (line 7): expected a number, got "x"'],
]

const learning: Case[] = [
  [
    'train --csv constant.csv',
    1,
    'the training window has no feature that differs between rows (a, b)',
    'next:',
  ],
  ['backtest --csv constant.csv', 1, 'fold 1 has no feature that differs between rows (a, b)', 'next:'],
  ['train --csv few.csv --target y', 1, 'has 5 labelled rows, and a tree needs 8', 'min_child_weight'],
  ['train --csv one-class.csv --target y', 1, 'only the class UP (300 rows)', 'at least two classes'],
  ['train --csv infinite.csv', 2, 'b (line 8): expected a number, got "-inf"'],
  ['train --csv huge.csv', 2, 'b: row 7 holds -1e+39, expected a number within ±3.4e38', 'next:'],
  ['predict --csv good.csv --model-file model.pkl', 2, 'model.pkl: ', 'a Python pickle', 'save_model'],
  ['predict --csv good.csv --model-file cut.json', 2, 'cut.json: ', 'the text breaks off before its end'],
  ['predict --csv good.csv --model-file good.csv', 2, 'good.csv: ', 'the text is not JSON'],
  ['predict --csv good.csv --model-file linear.json', 1, 'linear.json: ', '"gblinear"', 'boosted trees'],
]

const backtests: Case[] = [
  [
    'backtest --csv rises-first.csv',
    1,
    'fold 1 has only the class UP',
    'at least two classes',
    'fewer splits',
  ],
  [
    'backtest --csv good.csv --horizon 60 --splits 10',
    1,
    'Fold 1 of 10 has no row to train on',
    'a shorter label horizon or a longer window',
  ],
  [
    'backtest --csv few-returns.csv --splits 100',
    1,
    'need at least 101 decision times, and there are 60',
    'Use fewer splits',
  ],
  ['backtest --csv good.csv --splits 500', 2, 'splits: must be <= 100, got 500'],
  ['backtest --csv good.csv --thresholds 0.5,1', 2, 'expected probabilities between 0 and 1, got 1'],
  ['backtest --csv good.csv --thresholds 0,0.5', 2, 'expected probabilities between 0 and 1, got 0'],
  [
    'sweep --csv good.csv --thresholds 0.5;1.2',
    2,
    '--thresholds (thresholds_variants[1]): expected probabilities',
    'got 1.2',
  ],
  [
    'backtest --csv good.csv --thresholds 0.5 --top-pct 0.1',
    2,
    '--top-pct',
    'cannot be used with',
    '--thresholds',
  ],
  ['backtest --csv good.csv --top-pct 1.5', 2, '--top-pct: expected a share above 0 and up to 1, got 1.5'],
  ['backtest --csv no-returns-yet.csv', 2, 'every value of the target is missing', '--return'],
  ['backtest --csv zero-price.csv --horizon 1', 2, 'close (line 8): expected a positive price, got 0'],
  [`build ${modelId} --source csv:bars-zero.csv`, 2, 'low (line 8): expected a positive price, got 0'],
  [`build ${modelId} --source csv:bars-below.csv`, 2, 'low (line 8): expected a positive price, got -9'],
]

const paths: Case[] = [
  ['preview --csv ../outside.csv', 2, 'lies outside the workspace', 'data.roots'],
  [`build ${modelId} --out ../out.csv`, 2, 'lies outside the workspace'],
  ['train --csv good.csv --rounds 5 --out ../model.json', 2, 'lies outside the workspace'],
]

const unreachable: Case[] = [
  ['health --base-url http://127.0.0.1:1', 3, 'no backend answers at http://127.0.0.1:1', 'next:'],
]

const kinds = [usage, names, windows, files, learning, backtests, paths, unreachable]

describe('bad input', () => {
  it.each(kinds.flat())(
    'is told with its exit code, to people and to scripts: sigma %s (%i)',
    async (line, code, ...told) => {
      const ended = await sigmaHere(workspace, [...line.split(' '), '--json'])
      expect(ended.code, ended.stderr).toBe(code)
      for (const text of told) expect(ended.stderr).toContain(text)
      // What is told is for a person: no stack, and nothing that blames Sigma.
      expect(ended.stderr).not.toMatch(/^bug:|\n\s+at /)
      // One object, and nothing around it.
      const answer: unknown = JSON.parse(ended.stdout)
      expect(answer).toMatchObject({
        ok: false,
        error: { code: expect.stringMatching(/^[A-Z_]+$/), message: expect.stringMatching(/./) },
      })
      if (code === 2) expect(answer).toMatchObject({ error: { code: 'INVALID_PARAM' } })
    },
  )

  it.each(kinds.flatMap(([first]) => first[0]))('is told by a process alike: sigma %s', async (line) => {
    const argv = [...line.split(' '), '--json']
    // Each request has an id of its own.
    const comparable = ({ stdout, ...rest }: Ended) => ({
      ...rest,
      answer: { ...JSON.parse(stdout), request_id: 'ID' },
    })
    expect(comparable(await sigma(workspace, argv))).toEqual(comparable(await sigmaHere(workspace, argv)))
  })

  it.each(['buld', 'build nope', 'health --base-url http://127.0.0.1:1'])(
    'leaves standard output empty without --json: sigma %s',
    async (line) => {
      expect((await sigma(workspace, line.split(' '))).stdout).toBe('')
    },
  )
})

describe('a feature that is the same in every row', () => {
  it('is told beside the model that it cannot serve', async () => {
    const { code, stderr } = await sigmaHere(workspace, [
      'train',
      '--csv',
      'one-constant.csv',
      '--rounds',
      '5',
    ])
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('a is the same in every row, or missing in all: no tree can split on it')
  })
})

describe('a request that can be done, but not as it looks', () => {
  const quick = ['--csv', 'good.csv', '--rounds', '5', '--splits', '3']

  it('is told that thresholds are taken in rising order', async () => {
    const { code, stdout, stderr } = await sigmaHere(workspace, [
      'backtest',
      ...quick,
      '--thresholds',
      '0.6,0.5,0.6',
    ])
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('thresholds: taken in rising order, each once: 0.50,0.60')
    expect(stdout).toContain('thresholds 0.50,0.60')
    const swept = await sigmaHere(workspace, ['sweep', ...quick, '--thresholds', '0.5;0.6,0.55'])
    expect(swept.stderr).toContain('thresholds_variants[1]: taken in rising order')
  })

  it.each([
    ['backtest', '0.6,0.5', 'thresholds: taken in rising order, each once: 0.50,0.60'],
    ['sweep', '0.5;0.6,0.5', 'thresholds_variants[1]: taken in rising order, each once: 0.50,0.60'],
  ])('is told so in the answer of %s --json, which is alone', async (command, thresholds, warning) => {
    const argv = [command, ...quick, '--thresholds', thresholds, '--json']
    // Told of the first run as of the stored one.
    for (const run of [argv, argv]) {
      const { code, stdout, stderr } = await sigmaHere(workspace, run)
      expect([code, stderr]).toEqual([0, ''])
      expect(JSON.parse(stdout).warnings).toContain(warning)
    }
  })

  it('is told so beside the lines of a sweep, which are rows alone', async () => {
    const argv = ['sweep', ...quick, '--thresholds', '0.5;0.6,0.5', '--jsonl']
    const { stdout, stderr } = await sigmaHere(workspace, argv)
    expect(stdout.split('\n').map((line) => JSON.parse(line).kind)).toEqual(['thr', 'thr'])
    expect(stderr).toContain('note: thresholds_variants[1]: taken in rising order')
    expect((await sigmaHere(workspace, [...argv, '--quiet'])).stderr).toBe('')
  })

  it('is told of returns that are missing between others', async () => {
    const { code, stderr } = await sigmaHere(workspace, ['backtest', ...quick.with(1, 'gaps.csv')])
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('ret_fwd is missing in 30 of the 300 rows up to the last that has one')
  })

  it('of a run that never trades has null for what is undefined, each with its reason', async () => {
    const idle = ['backtest', ...quick, '--thresholds', '0.99', '--json']
    const { code, stdout, stderr } = await sigmaHere(workspace, idle)
    expect(code, stderr).toBe(0)
    const { metrics, verdict, gate, statistics } = JSON.parse(stdout)
    expect(metrics).toMatchObject({ trades: 0, cum_return: 0, max_dd: 0, exposure: 0, turnover: 0 })
    for (const name of ['sharpe', 'sortino', 'calmar', 'win_rate', 'psr', 'min_trl'])
      expect(metrics, name).toMatchObject({ [name]: null, unavailable: { [name]: 'nothing was traded' } })
    const { unavailable, ...figures } = metrics
    const undefinedOnes = Object.keys(figures).filter((name) => figures[name] === null)
    expect(Object.keys(unavailable).sort()).toEqual(undefinedOnes.sort())
    expect(statistics.dsr).toBeNull()
    expect(gate.reasons).toContain('dsr_unavailable')
    expect(verdict).toContain('it never traded')
  })

  it('is told that the policy is no longer that of the newest run', async () => {
    expect((await sigmaHere(workspace, ['build', modelId, '--start', '2015-01-05'])).code).toBe(0)
    const run = ['backtest', modelId, '--rounds', '5', '--depth', '2', '--splits', '2']
    const first = await sigmaHere(workspace, run)
    expect(first.code, first.stderr).toBe(0)
    expect(first.stderr).not.toContain('the policy of')
    expect((await sigmaHere(workspace, ['policy', 'set', modelId, '--slippage-bps', '3'])).code).toBe(0)
    const second = await sigmaHere(workspace, run)
    const [, before] = /^run (\S+)/m.exec(first.stdout) ?? []
    expect(second.stderr).toContain(
      `the policy of ${modelId} has changed since its newest backtest, ${before} (`,
    )
    expect(second.stdout).toMatch(/^run \S+$/m)
    expect(second.stdout).not.toContain(`run ${before}`)
  })
})

describe('a workspace that cannot be served', () => {
  it('is told of a port that is in use, with what to do', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? String(address.port) : ''
    const { code, stdout, stderr } = await sigma(temporaryFolder(), ['serve', '--port', port])
    other.close()
    expect(code).toBe(1)
    expect(stderr).toContain(`port ${port} on 127.0.0.1 is in use`)
    expect(stderr).toContain('--port 0')
    expect(stdout).toBe('')
  })

  it('is told of a database that is none, and leaves it as it is', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, '.sigma'))
    writeFileSync(join(folder, '.sigma', 'sigma.db'), 'this is a letter, and no database\n'.repeat(200))
    const { code, stdout, stderr } = await sigma(folder, ['runs', 'build', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'UNAVAILABLE' } })
    expect(stderr).toContain('is damaged, or is no SQLite file')
    expect(stderr).toMatch(/next: .*backup/)
    expect((await sigmaHere(folder, ['doctor'])).code, 'doctor finds it too').toBe(4)
    const completed = await sigmaHere(folder, ['completion', '--names', 'runs'])
    expect([completed.code, completed.stdout]).toEqual([1, ''])
    expect(completed.stderr).toMatch(/^error: .* is damaged, or is no SQLite file/)
  })

  it('is told of a database that a newer Sigma wrote', async () => {
    const folder = temporaryFolder()
    expect((await sigmaHere(folder, ['runs', 'build'])).code).toBe(0)
    const database = new Libsql(join(folder, '.sigma', 'sigma.db'))
    database.exec(
      "insert into schema_migrations select 9000, '9000_from_the_future', checksum, applied_at from schema_migrations limit 1",
    )
    database.close()
    const { code, stdout, stderr } = await sigmaHere(folder, ['leaderboard', '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'UNAVAILABLE' } })
    expect(stderr).toContain('newer than this program: it has the migration 9000_from_the_future')
    expect(stderr).toContain('next: Update sigma-lab')
  })
})

describe('what is printed', () => {
  const colour = String.fromCharCode(27)

  /** What `sigma ARGV` prints when both of its streams are terminals. */
  async function onTerminal(env: Record<string, string>, ...argv: string[]): Promise<string> {
    const streams = [process.stdout, process.stderr]
    const before = streams.map(({ isTTY }) => isTTY)
    try {
      for (const stream of streams) stream.isTTY = true
      const { stdout, stderr } = await sigmaHere(workspace, argv, { NO_COLOR: '', ...env })
      return stdout + stderr
    } finally {
      streams.forEach((stream, index) => {
        stream.isTTY = before[index]
      })
    }
  }

  it('has colours on a terminal, but none with NO_COLOR, with --no-color or off a terminal', async () => {
    const line = ['models', 'show', 'nope']
    expect(await onTerminal({}, ...line)).toContain(colour)
    expect(await onTerminal({ NO_COLOR: '1' }, ...line)).not.toContain(colour)
    expect(await onTerminal({}, ...line, '--no-color')).not.toContain(colour)
    const { stderr } = await sigma(workspace, line)
    expect(stderr).not.toContain(colour)
  })

  it('asks nothing when nobody can answer: standard input is open and silent', async () => {
    // Each of these overwrites or makes something; a question would wait here until the time limit.
    for (const line of [
      'init',
      `policy set ${modelId} --slippage-bps 2`,
      `policy set ${modelId} --slippage-bps 3`,
      'models create --template swing_index_sample_v1 --name asked',
    ]) {
      const { code, stdout, stderr } = await sigma(workspace, line.split(' '))
      expect(code, `${line}\n${stderr}`).toBe(0)
      expect(`${stdout}${stderr}`).not.toMatch(/\?\s*$/m)
    }
  })

  it('may be read in part: a pipe that closes early is no failure', async () => {
    const child = execa(process.execPath, [bin, 'indicators', 'test', 'macd'], {
      cwd: workspace,
      env: environment,
      extendEnv: false,
      reject: false,
      buffer: { stdout: false },
    })
    child.stdout.destroy()
    const { exitCode, stderr } = await child
    expect(exitCode).toBe(0)
    expect(stderr).toBe('')
  })
})
