import { z } from 'zod'
import type { BacktestConfig } from '../core/backtest/index.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import { plainConfig } from './backtestRequest.ts'
import { readConfig } from './storedTrial.ts'

/** What is fitted in one part: all models of a fold. */
interface FitPartSpec {
  config: BacktestConfig
  fold: number
  /** Scores are all that a sweep trades on: its models, most of a result's bytes, are not sent. */
  scoresOnly: boolean
}

const schema = z.strictObject({ config: z.unknown(), fold: z.number(), scoresOnly: z.boolean() })

/** As the queue keeps it, alike for whoever asks. */
export function spellFitPart({ config, ...rest }: FitPartSpec): string {
  return canonicalJson({ config: plainConfig(config), ...rest })
}

export function readFitPart(spec: string): FitPartSpec {
  const { config, ...rest } = schema.parse(JSON.parse(spec))
  return { config: readConfig(config), ...rest }
}
