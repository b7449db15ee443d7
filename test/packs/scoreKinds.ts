/** How each built-in pack ranks its runs: options by zero, days by swing, months by Calmar, a file by Sharpe ratio. */
export const scoreKinds = {
  adhoc: 'sharpe',
  longsigma: 'long',
  momentumsigma: 'swing',
  overlay: 'zero',
  overnightsigma: 'swing',
  swingsigma: 'swing',
  zerosigma: 'zero',
} as const
