import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { loadCommands } from '../../../src/cli/commands/index.ts'
import { createContext } from '../../../src/cli/context.ts'
import { addGlobalOptions } from '../../../src/cli/globals.ts'
import type { CommandTarget } from '../../../src/cli/make/target.ts'
import { targetOf, targets } from '../../../src/cli/make/targets.ts'
import { defaults, variablesOf } from '../../../src/cli/make/variables.ts'

/** Lines that were copied from the description of the Makefile. */
function fixture(name: string): string[] {
  const url = new URL(`../../fixtures/makefile/${name}.txt`, import.meta.url)
  return readFileSync(url, 'utf8').trimEnd().split('\n')
}

const commandTargets = targets.filter((target) => 'command' in target)

describe('the table of targets', () => {
  const described = fixture('targets').map((line) => line.split(' '))

  it('has every target of the Makefile, each once, and no other', () => {
    expect(targets.map(({ name }) => name).sort()).toEqual(described.map(([name]) => name).sort())
  })

  it('asks for the variables that the Makefile asked for', () => {
    const asked = commandTargets.map(({ name, requires = [] }) => [name, ...requires])
    const expected = described.filter(([name]) => commandTargets.some((target) => target.name === name))
    expect(asked.sort()).toEqual(expected.sort())
  })

  it('has the variables of the Makefile with their defaults', () => {
    expect(Object.entries(defaults).map((entry) => entry.join('='))).toEqual(fixture('variables'))
  })

  it.each(['wiki-sync', 'ui-fe-dev', 'lab-mock-run', 'lab-mock'])('finds %s by its beginning', (name) => {
    expect(targetOf(name)).toHaveProperty('gone')
  })
})

const { context } = createContext(new AbortController().signal)
const loaded = await loadCommands(context)

describe('the command of a target', () => {
  /** A value for each variable that a target may read, so that every option is written. */
  const full = new Map(
    Object.entries({
      ...defaults,
      MODEL_ID: 'm',
      START: '2020-01-02',
      END: '2020-12-31',
      ALLOWED_HOURS: '10,11',
      TARGET: 'y',
      TOP_PCT: '0.1',
      TOP_PCTS: '0.1,0.2',
      THR_VARIANTS: '0.5,0.6;0.7',
      VARIANT: 'a',
      STATUS: 'completed',
      TAG: 't',
      SIZE_BY_CONF: 'false',
      CONF_CAP: '0.8',
      SLIPPAGE_BPS: '2',
      MOMENTUM_GATE: 'true',
      SWEEP_ID: '7',
      ASSET: 'eq',
      HORIZON: 'swing',
      CADENCE: 'daily',
    }),
  )

  const program = addGlobalOptions(new Command('sigma')).exitOverride()
  let found = ''
  for (const command of loaded) {
    record(command, '')
    program.addCommand(command)
  }

  /** Has a command tell its name, in place of what it does. */
  function record(command: Command, path: string): void {
    const here = `${path} ${command.name()}`.trim()
    command.exitOverride().action(() => {
      found = here
    })
    for (const inner of command.commands) record(inner, here)
  }

  /** Which command takes the line; nothing is carried out. */
  async function taken(argv: readonly string[]): Promise<string> {
    found = ''
    await program.parseAsync([...argv], { from: 'user' })
    return found
  }

  const lineOf = ({ command, words }: CommandTarget, given: ReadonlyMap<string, string>): string[] => [
    ...command.split(' '),
    ...(words?.(variablesOf(given, {})) ?? []),
  ]
  const real = commandTargets.filter(({ command }) => !command.startsWith('--'))

  it.each(real)('is one that there is, and takes all options: $name', async (target) => {
    expect(await taken(lineOf(target, full))).toBe(target.command)
  })

  it.each(real)('takes the defaults: $name', async (target) => {
    const least = new Map((target.requires ?? []).map((name) => [String(name), full.get(name) ?? '']))
    expect(await taken(lineOf(target, least))).toBe(target.command)
  })

  const line = (name: string, given: Record<string, string>): string => {
    const target = targetOf(name)
    return 'command' in target ? lineOf(target, new Map(Object.entries(given))).join(' ') : ''
  }

  it.each([
    [
      'build',
      { MODEL_ID: 'm', START: '2024-01-02', END: '2024-06-28' },
      'build m --pack zerosigma --start 2024-01-02 --end 2024-06-28 --ticker SPY --distance-max 7',
    ],
    [
      'train',
      { MODEL_ID: 'm', ALLOWED_HOURS: '13,14' },
      'train m --pack zerosigma --hours 13,14 --calibration sigmoid',
    ],
    ['qb', { MODEL_ID: 'm' }, 'backtest m --pack zerosigma --thresholds 0.55,0.60,0.65 --splits 5'],
    [
      'backtest-adv',
      { MODEL_ID: 'm', TOP_PCT: '0.1', SPLITS: '3' },
      'backtest m --pack zerosigma --splits 3 --top-pct 0.1',
    ],
    [
      'sweep-run',
      { MODEL_ID: 'm', THRESHOLDS: '0.9' },
      'sweep run m --pack zerosigma --thresholds 0.50,0.55,0.60;0.55,0.60,0.65 --splits 5 --tag sweep',
    ],
    [
      'sweep-run-toppct',
      { MODEL_ID: 'm', TOP_PCT_VARIANTS: '0.1,0.2', ALLOWED_HOURS: '13', EMBARGO: '0.01', TAG: '' },
      'sweep run m --pack zerosigma --top-pcts 0.1,0.2 --hours-sets 13 --splits 5 --embargo 0.01 --tag sweep',
    ],
    [
      'sweep-run-momentum',
      { MODEL_ID: 'm', TAG: 'x' },
      'sweep run m --pack zerosigma --momentum both --momentum-min 0.1 --momentum-column momentum_score_total --splits 5 --embargo 0 --tag x',
    ],
    ['policy-sizing', { MODEL_ID: 'm' }, 'policy set m --pack zerosigma --size-by-conf --conf-cap 1.0'],
    [
      'policy-exec',
      { MODEL_ID: 'm', MOMENTUM_GATE: 'false' },
      'policy set m --pack zerosigma --no-momentum-gate',
    ],
    [
      'scan-trend',
      { UNIVERSE: 'AAPL,MSFT', START: '2024-01-02', END: '2024-06-28', TOP_N: '5', PACK_ID: 'swingedge' },
      'scan trend --tickers AAPL,MSFT --start 2024-01-02 --end 2024-06-28 --top 5 --pack swingsigma',
    ],
    [
      'scan-sp500',
      { START: '2024-01-02', END: '2024-06-28' },
      'scan breakout --universe sp500 --start 2024-01-02 --end 2024-06-28',
    ],
    ['leaderboard', { LIMIT: '7' }, 'leaderboard --pack zerosigma --limit 7 --offset 0'],
    ['db-import-policies', { PACK_ID: 'all' }, 'db import'],
  ])('of %s with %j is as it was', (name, given, expected) => {
    expect(line(name, given)).toBe(expected)
  })

  it('refuses what is neither true nor false, and an id that looks like an option', () => {
    expect(() => line('policy-sizing', { MODEL_ID: 'm', SIZE_BY_CONF: 'perhaps' })).toThrow('SIZE_BY_CONF')
    expect(() => line('train', { MODEL_ID: '--yes' })).toThrow('MODEL_ID')
  })
})
