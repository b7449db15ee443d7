import { invalidParam } from '../core/errors.ts'

export interface ModelIdParts {
  /** In lower case; `universe` for a model over many tickers. */
  ticker: string
  assetType: 'opt' | 'eq'
  horizon: '0dte' | 'intraday' | 'swing' | 'long'
  cadence: '5m' | '15m' | 'hourly' | 'daily'
  variant: string | null
}

const grammar =
  /^(?<ticker>[a-z0-9]+)_(?<asset>opt|eq)_(?<horizon>0dte|intraday|swing|long)_(?<cadence>5m|15m|hourly|daily)(?:_(?<variant>[a-z0-9]+(?:_[a-z0-9]+)*))?$/

const assets = ['opt', 'eq'] as const
const horizons = ['0dte', 'intraday', 'swing', 'long'] as const
const cadences = ['5m', '15m', 'hourly', 'daily'] as const

/** Whether a ticker stands for several of them. */
export function isUniverse(ticker: string): boolean {
  return ticker.toLowerCase() === 'universe'
}

/**
 * The parts of a model id, `<ticker>_<opt|eq>_<0dte|intraday|swing|long>_<5m|15m|hourly|daily>[_variant]`,
 * or null when it does not follow that grammar (a few old ids don't).
 */
export function parseModelId(id: string): ModelIdParts | null {
  const parts = grammar.exec(id)?.groups
  const assetType = assets.find((known) => known === parts?.asset)
  const horizon = horizons.find((known) => known === parts?.horizon)
  const cadence = cadences.find((known) => known === parts?.cadence)
  if (!parts || !assetType || !horizon || !cadence) return null
  return { ticker: parts.ticker, assetType, horizon, cadence, variant: parts.variant ?? null }
}

/**
 * The id of a model. A ticker loses its punctuation (BRK.B is `brkb`); neither the algorithm nor the risk profile
 * is a part of an id. Throws INVALID_PARAM when a part can't stand in one.
 */
export function formatModelId({ ticker, assetType, horizon, cadence, variant }: ModelIdParts): string {
  const symbol = ticker.toLowerCase().replace(/[.-]/g, '')
  const id = [symbol, assetType, horizon, cadence, ...(variant ? [variant.toLowerCase()] : [])].join('_')
  if (!/^[a-z0-9]+$/.test(symbol)) {
    throw invalidParam([
      { field: 'ticker', issue: `expected a symbol such as SPY or BRK.B, got ${JSON.stringify(ticker)}` },
    ])
  }
  if (parseModelId(id) === null) {
    throw invalidParam([
      {
        field: 'variant',
        issue: `expected words of letters and digits joined by underscores, got ${JSON.stringify(variant)}`,
      },
    ])
  }
  return id
}

/** What a config says of the parts of an id; what it leaves out is as the id says. */
export interface StatedParts {
  ticker?: string | null
  /** Several stand for `universe`. */
  tickers?: readonly string[]
  asset_type?: ModelIdParts['assetType']
  horizon?: ModelIdParts['horizon']
  cadence?: ModelIdParts['cadence']
}

/**
 * Where a config says something else than the id of its model, with the field that does. An id that does not follow the grammar
 * says nothing.
 */
export function disagreements(
  id: string,
  stated: StatedParts,
): { field: keyof StatedParts; issue: string }[] {
  const parts = parseModelId(id)
  if (parts === null) return []
  const { ticker, tickers, asset_type, horizon, cadence } = stated
  const said = {
    ...(ticker != null && { ticker: symbolOf(ticker) }),
    ...(tickers && { tickers: 'universe' }),
    ...{ asset_type, horizon, cadence },
  }
  const meant = {
    ...{ ticker: parts.ticker, tickers: parts.ticker },
    ...{ asset_type: parts.assetType, horizon: parts.horizon, cadence: parts.cadence },
  }
  const fields = ['ticker', 'tickers', 'asset_type', 'horizon', 'cadence'] as const
  return fields.flatMap((field) =>
    said[field] === undefined || said[field] === meant[field]
      ? []
      : [{ field, issue: `says ${said[field]}, where the model's id, ${id}, says ${meant[field]}` }],
  )
}

/** As an id has it: in lower case, without its punctuation. */
const symbolOf = (ticker: string): string => ticker.toLowerCase().replace(/[^a-z0-9]/g, '')
