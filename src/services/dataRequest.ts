import type { MatrixRequest } from './matrixPlan.ts'
import type { AskedData } from './preparedData.ts'

/** Which data a request is to be done on: a stored matrix, or a foreign file. */
export interface DataRequest {
  /** Else the matrix of `matrix`, else the model's latest. */
  matrixSha?: string
  /** Builds this matrix of the model first, or takes the equal one from the store. */
  matrix?: MatrixRequest
  csv?: string
  columns?: {
    time?: string
    ticker?: string
    target?: string
    return?: string
    weights?: string
    close?: string
    features?: string[]
    exclude?: string[]
  }
  horizon?: number
  periodsPerYear?: number
  /** The target of a foreign file is a number to be learned by regression. */
  numericTarget?: boolean
}

/** What of it is kept, so that it can be asked for again. */
export function askedOf({ csv, columns, horizon, periodsPerYear }: DataRequest): AskedData {
  return {
    ...(csv !== undefined && { csv }),
    ...(columns && { columns: { ...columns } }),
    ...(horizon !== undefined && { horizon }),
    ...(periodsPerYear !== undefined && { periods_per_year: periodsPerYear }),
  }
}
