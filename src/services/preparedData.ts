import type { Execution } from '../core/backtest/index.ts'
import type { BandRule } from '../core/labels/index.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import type { RunFacts } from './runFacts.ts'

/** What data are for: rows to train on may do without times, and large matrices stay on the disk. */
export type DataPurpose = 'backtest' | 'training'

/** Data that can be trained and backtested on, with what its results are kept under. */
export interface PreparedData {
  dataset: Dataset
  matrixSha: string
  /** Names the ledger of all trials on this data and label, whatever the model is called. */
  ledgerKey: string
  /** New York hours whose rows the matrix holds; null for all, and where rows have none. */
  hours: number[] | null
  entry: Execution['entry']
  /** The FLAT class that the matrix was built for; null: the model's. */
  band: BandRule | null
  instrument: RunFacts['instrument']
  leakage: RunFacts['leakage']
  warnings: string[]
  /** What a request said about a file, so that it can be asked for again; empty for a stored matrix. */
  asked: AskedData
}

/** In the spelling of the contract. */
export interface AskedData {
  csv?: string
  columns?: Record<string, string | string[]>
  horizon?: number
  periods_per_year?: number
}
