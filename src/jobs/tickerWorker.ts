import { type BuiltMatrix, buildMatrix, type MatrixRequest } from '../core/matrix/buildMatrix.ts'
import {
  continueFeatures,
  type EarlierFeatures,
  type FeatureCheckpoint,
} from '../core/matrix/continueFeatures.ts'
import { type PlainError, plainError } from './plainError.ts'

/** What a worker is given: what the matrix of one ticker is built from, and an earlier build of it to go on from. */
export interface TickerMessage {
  request: MatrixRequest
  earlier: EarlierFeatures | null
}

/** The matrix of a ticker; its bars are those of the request. */
export interface BuiltTicker {
  built: Omit<BuiltMatrix, 'bars' | 'features'>
  checkpoint: FeatureCheckpoint
}

/** A failure that a user can act on is an answer, since an error on its way to another thread loses its kind. */
export type TickerAnswer = BuiltTicker | { failure: PlainError }

/** The entry of a worker thread: one ticker a message. */
export default function ticker({ request, earlier }: TickerMessage): TickerAnswer {
  const { bars, indicators, flow = null, market, missingFlags = false } = request
  const rule = { forwardFillBars: 1, missingFlags } as const
  try {
    const from = { bars, indicators, flow, rule, ...(market && { market }) }
    const { features, checkpoint } = continueFeatures(from, earlier)
    const { bars: _bars, features: _features, ...built } = buildMatrix(request, features)
    return { built, checkpoint }
  } catch (error) {
    const failure = plainError(error)
    if (failure === undefined) throw error
    return { failure }
  }
}
