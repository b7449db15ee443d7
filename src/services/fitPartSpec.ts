import { z } from 'zod'
import type { BacktestConfig } from '../core/backtest/index.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import { plainConfig } from './backtestRequest.ts'
import { readConfig } from './storedTrial.ts'

/** What is fitted in one part: all models of a fold. */
interface FitPartSpec {
  config: BacktestConfig
  fold: number
}

const schema = z.strictObject({ config: z.unknown(), fold: z.number() })

/** As the queue keeps it, alike for whoever asks. */
export function spellFitPart({ config, fold }: FitPartSpec): string {
  return canonicalJson({ config: plainConfig(config), fold })
}

export function readFitPart(spec: string): FitPartSpec {
  const { config, fold } = schema.parse(JSON.parse(spec))
  return { config: readConfig(config), fold }
}
