import fc from 'fast-check'

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })

/** Options within three standard deviations of the money, from a day to two years, with rates and dividends. */
export const anyOption = fc
  .record({
    spot: number(1, 5000),
    deviations: number(-3, 3),
    years: number(1 / 365, 2),
    volatility: number(0.05, 1.5),
    rate: number(-0.02, 0.1),
    dividendYield: number(0, 0.05),
  })
  .map(({ deviations, ...terms }) => ({
    ...terms,
    strike: terms.spot * Math.exp(deviations * terms.volatility * Math.sqrt(terms.years)),
  }))
