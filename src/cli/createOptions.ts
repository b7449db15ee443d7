/** What a new model is made of, as options of the command line. */
export interface CreateOptions {
  template?: string
  name?: string
  risk?: string
  ticker?: string
  asset?: 'opt' | 'eq'
  horizon?: '0dte' | 'intraday' | 'swing' | 'long'
  cadence?: '5m' | '15m' | 'hourly' | 'daily'
  algo?: string
  variant?: string
  pack?: string
  indicatorSet?: string
}

export const assets = ['opt', 'eq'] as const
export const horizons = ['0dte', 'intraday', 'swing', 'long'] as const
export const cadences = ['5m', '15m', 'hourly', 'daily'] as const
