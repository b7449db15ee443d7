/** A run that was asked for: a new one, or an equal one from before. */
export interface Asked<Run> {
  run: Run
  deduplicated: boolean
  warnings: string[]
}
