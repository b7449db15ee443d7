import type { ArtifactRun } from '../store/artifacts.ts'
import { updateBacktest } from '../store/backtests.ts'
import { tellChanged } from './changes.ts'
import { keepFile } from './keepFile.ts'
import type { Parts } from './parts.ts'

/** What a report is drawn as. */
export type DrawnFormat = 'html' | 'svg' | 'png' | 'md'

/** The run that a report is of. */
export interface Reported {
  kind: 'backtest' | 'sweep' | 'train'
  id: string
}

/**
 * Stores a report as it was drawn, with its run, and tells its address. Reports of equal bytes are one: a report changes
 * when what it tells of does, as a verdict after more trials.
 */
export async function keepReport(
  parts: Parts,
  { kind: ofWhat, id }: Reported,
  format: DrawnFormat,
  drawn: string | Uint8Array,
): Promise<string> {
  const isPicture = format === 'svg' || format === 'png'
  const bytes = typeof drawn === 'string' ? Buffer.from(drawn) : drawn
  const file = { kind: isPicture ? ('plot' as const) : ('report' as const), extension: format }
  const { uri } = await keepFile(parts, bytes, file, keys[ofWhat](id))
  tellChanged('report', null, uri)
  if (ofWhat === 'backtest' && isPicture) await updateBacktest(parts.db, id, { plotsUri: uri })
  return uri
}

const keys: Readonly<Record<Reported['kind'], (id: string) => ArtifactRun>> = {
  backtest: (id) => ({ backtestRunId: id }),
  sweep: (id) => ({ sweepId: id }),
  train: (id) => ({ trainingRunId: id }),
}
