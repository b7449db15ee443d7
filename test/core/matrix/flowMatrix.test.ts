import { describe, expect, it } from 'vitest'
import type { MarketData } from '../../../src/core/bars/marketData.ts'
import { noMarketData } from '../../../src/core/bars/marketData.ts'
import { sessionInstant } from '../../../src/core/calendar/newYorkTime.ts'
import { buildMatrix, leakageScan } from '../../../src/core/matrix/index.ts'
import { marketNeedsOf } from '../../../src/core/matrix/marketNeeds.ts'
import { blackScholes } from '../../../src/core/options/blackScholes.ts'
import { contractFields, defaultContractRule } from '../../../src/core/options/contractPick.ts'
import { flowColumnNames } from '../../../src/core/options/flowColumns.ts'
import { someBars } from '../bars/someBars.ts'

const bars = someBars({ sessions: 30, perSession: 6 })
const nextBar = { kind: 'forward', unit: 'bars', horizon: 1 } as const
const flow = { distanceMax: 3, columns: flowColumnNames(3) }
const indicators = [{ name: 'ret' }, { name: 'pcr_volume', params: { distance_max: 3 } }]

/** Ten trades and quotes within each bar, at strikes around the close before, and a snapshot for the session after. */
function market(): MarketData {
  const rows = Array.from({ length: bars.ts.length * 10 }, (_, i) => {
    const bar = Math.floor(i / 10)
    const closeBefore = bars.close[Math.max(0, bar - (bar % 6) - 1)]
    return { i, bar, strike: Math.round(closeBefore) - 4 + (i % 10), session: bars.session[bar] }
  })
  const numbers = (of: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, of)
  const contracts = {
    session: Int32Array.from(rows, ({ session }) => session),
    expiry: Int32Array.from(rows, ({ session }) => session),
    strike: numbers(({ strike }) => strike),
    isCall: Uint8Array.from(rows, ({ i }) => (i * 7) % 2),
  }
  const ts = numbers(({ i, bar }) => bars.ts[bar] - (9 - (i % 10)) * 60_000)
  const quoted = numbers(({ i, bar }) => Math.round(bars.close[bar]) + 0.3 * ((i % 10) - 5))
  const mid = numbers(({ i, bar, session }) => {
    const years = (sessionInstant(session, 16 * 60) - bars.ts[bar]) / (365 * 86_400_000)
    return (
      blackScholes({ spot: bars.close[bar], strike: quoted[i], years, isCall: (i * 7) % 2 === 1 }, 0.6)
        .price + 0.01
    )
  })
  const days = [...new Set(bars.session)]
  const open = days.slice(1).flatMap((day, i) => [98, 100, 103].map((strike) => ({ day, i, strike })))
  const ofChain = (of: (row: (typeof open)[number]) => number) => Float64Array.from(open, of)
  const unknown = ofChain(() => Number.NaN)
  return {
    ...noMarketData,
    trades: {
      ...contracts,
      ts,
      volume: numbers(({ i }) => (i * 37) % 50),
      premium: numbers(({ i }) => i % 90),
    },
    quotes: {
      ...contracts,
      strike: quoted,
      ts,
      bid: mid.map((price) => price - 0.01),
      ask: mid.map((price) => price + 0.01),
    },
    chain: {
      session: Int32Array.from(open, ({ i }) => days[i]),
      expiry: Int32Array.from(open, ({ day }) => day),
      strike: ofChain(({ strike }) => strike),
      isCall: Uint8Array.from(open, () => 1),
      openInterest: ofChain(({ i, strike }) => (strike * (i + 3)) % 70),
      bid: unknown,
      ask: unknown,
      impliedVolatility: unknown,
      delta: unknown,
      gamma: unknown,
      volume: unknown,
    },
  }
}

const request = { bars, market: market(), indicators, label: nextBar, flow }

describe('a matrix with flow', () => {
  it('has the flow columns before those of the indicators, and drops the first session', () => {
    const { matrix, barOfRow, dropped } = buildMatrix(request)
    expect(matrix.features.map(({ name }) => name)).toEqual([...flow.columns, 'ret_1h', 'pcr_volume'])
    expect(barOfRow[0]).toBe(6)
    expect(dropped.warm_up).toBe(6)
    const valueIn = (name: string) => matrix.features.find((feature) => feature.name === name)?.values[20]
    const calls = valueIn('calls_sold_total') ?? 0
    expect(calls).toBeGreaterThan(0)
    expect(valueIn('pcr_volume')).toBeCloseTo((valueIn('puts_sold_total') ?? 0) / calls, 6)
  })

  it('marks missing flow like other features', () => {
    const { matrix } = buildMatrix({ ...request, missingFlags: true })
    expect(matrix.features.map(({ name }) => name)).toContain('oi_concentration_missing')
  })

  it('has no truncation findings, and one where a flow column knows the future', () => {
    const { matrix, barOfRow } = buildMatrix(request)
    const origin = { bars, barOfRow, market: request.market, indicators, flow }
    const honest = leakageScan({ matrix, horizon: 1, origin })
    expect(honest.findings.filter(({ check }) => check === 'truncation')).toEqual([])
    expect(honest.checked).toContain(`${flow.columns.length + 2} features were computed again`)
    const features = matrix.features.map(({ name, values }) =>
      name === 'calls_sold_total'
        ? { name, values: values.map((_, row) => values[row + 1] ?? Number.NaN) }
        : { name, values },
    )
    const { verdict, findings } = leakageScan({ matrix: { ...matrix, features }, horizon: 1, origin })
    expect(verdict).toBe('red')
    expect(findings).toContainEqual(
      expect.objectContaining({ check: 'truncation', column: 'calls_sold_total' }),
    )
  })

  it('refuses a column that an indicator gives too', () => {
    const twice = { ...flow, columns: ['pc_ratio', 'pc_ratio'] }
    expect(() => buildMatrix({ ...request, flow: twice })).toThrow('two of them give the column "pc_ratio"')
  })

  it('picks contracts for its rows, which are no features, where there are quotes', () => {
    const { matrix, barOfRow } = buildMatrix({ ...request, contracts: defaultContractRule, hours: [11, 12] })
    const { call, put } = matrix.contracts ?? {}
    expect(call?.strike).toHaveLength(barOfRow.length)
    expect(call?.strike.some((strike) => strike > 0)).toBe(true)
    for (const delta of put?.delta ?? [])
      if (!Number.isNaN(delta)) expect(Math.abs(-delta - 0.35)).toBeLessThanOrEqual(0.05)
    for (const field of contractFields)
      expect(matrix.features.map(({ name }) => name)).not.toContain(`call_${field}`)
    const noQuotes = { ...request.market, quotes: null }
    expect(
      buildMatrix({ ...request, market: noQuotes, contracts: defaultContractRule }).matrix.contracts ?? null,
    ).toBeNull()
    expect(buildMatrix(request).matrix.contracts ?? null).toBeNull()
  })
})

describe('the needs of a matrix', () => {
  it('are those of indicators, flow and contracts together', () => {
    expect(marketNeedsOf({ indicators: [{ name: 'ret' }] })).toEqual({
      fiveMinute: false,
      daily: [],
      chain: null,
      quotes: null,
      trades: null,
    })
    expect(marketNeedsOf({ indicators, flow: { distanceMax: 2, columns: ['pc_ratio'] } })).toMatchObject({
      trades: { strikesAround: 3 },
      chain: null,
      quotes: null,
    })
    expect(
      marketNeedsOf({ indicators: [], flow: { distanceMax: 2, columns: ['oi_concentration'] } }),
    ).toMatchObject({ trades: null, chain: { daysAhead: [0] } })
    expect(marketNeedsOf({ indicators: [], flow, contracts: defaultContractRule })).toMatchObject({
      trades: { strikesAround: 10 },
      chain: { daysAhead: [0] },
      quotes: { windows: [], atBarEnds: true, strikesAround: 10, daysAhead: [0] },
    })
  })
})
