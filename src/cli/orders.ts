/** What lists of results may be ranked by. */
export const orders = ['score', 'sharpe', 'cum_return'] as const
