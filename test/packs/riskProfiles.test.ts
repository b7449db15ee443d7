import { expect, it } from 'vitest'
import { openPacks } from '../../src/packs/openPacks.ts'

// The numbers of the documents of the existing system, written here once more: the packs are held to them, and what the
// documents leave out is not.

const zero = (pack: string, hours: (number[] | null)[]) =>
  [
    ['conservative', 0.15, 1.5, 0.08, 1_000, 400, 0.9, 0.5],
    ['balanced', 0.2, 2, 0.1, 500, 200, 0.85, 1],
    ['aggressive', 0.25, 2.5, 0.12, 300, 100, 0.8, 1.5],
  ].map(([profile, dd, es95, spread, oi, volume, fill, risk], place) => ({
    pack,
    profile,
    limits: {
      max_drawdown_pct: dd,
      es95_mult: es95,
      spread_pct_max: spread,
      oi_min: oi,
      volume_min: volume,
      fill_rate_min: fill,
    },
    risk,
    hours: hours[place],
  }))

const swing = [
  ['conservative', 0.2, 40, 1.2, 5, 1.5, 0.5],
  ['balanced', 0.25, 30, 1, 10, 2, 1],
  ['aggressive', 0.3, 25, 0.8, 15, 3, 1.5],
].map(([profile, dd, trades, sharpe, adv, turnover, risk]) => ({
  pack: 'swingsigma',
  profile,
  limits: {
    max_drawdown_pct: dd,
    min_trades_per_year: trades,
    sharpe_min: sharpe,
    adv_bps_max: adv,
    turnover_max: turnover,
  },
  risk,
  hours: null,
}))

const long = [
  ['conservative', 0.3, 0.8, 0.5],
  ['balanced', 0.35, 0.6, 1],
  ['aggressive', 0.4, 0.4, 1.5],
].map(([profile, dd, calmar, risk]) => ({
  pack: 'longsigma',
  profile,
  limits: { max_drawdown_pct: dd, calmar_min: calmar },
  risk,
  hours: null,
}))

const momentum = [
  ['conservative', 0.5],
  ['balanced', 1],
  ['aggressive', 1.5],
].map(([profile, risk]) => ({ pack: 'momentumsigma', profile, limits: {}, risk, hours: null }))

const rows = [
  ...zero('zerosigma', [
    [13, 14, 15],
    [13, 14, 15],
    [12, 13, 14, 15],
  ]),
  ...zero('overlay', [null, null, null]),
  ...swing,
  ...long,
  ...momentum,
]

it.each(rows)(
  '$pack is held to what is documented of its profile $profile',
  async ({ pack, profile, limits, risk, hours }) => {
    const { profiles } = await openPacks({ builtinDir: 'packs' }).get(pack)
    const own = Object.entries(profiles).find(([name]) => name === profile)?.[1]
    expect(own?.budget).toMatchObject(limits)
    expect(own?.riskPerTradeR).toBe(risk)
    expect(own?.allowedHours).toEqual(hours)
  },
)
