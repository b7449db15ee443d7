import { csvCell } from '../core/csvCell.ts'
import type { Signal } from '../store/signals.ts'
import type { Parts } from './parts.ts'
import { outputPath, shownPath } from './workspace.ts'
import { writeWhole } from './writeWhole.ts'

type Cell = string | number | null

/** Columns of the file, in the order of the existing system, then what it left out. */
const columns: readonly (readonly [name: string, of: (signal: Signal) => Cell])[] = [
  ['ticker', ({ ticker }) => ticker],
  ['date', ({ date }) => date],
  ['close', ({ entryRefPx }) => entryRefPx],
  ['side', ({ side }) => side],
  ['entry_mode', ({ entryMode }) => entryMode],
  ['entry_ref_px', ({ entryRefPx }) => entryRefPx],
  ['stop_px', ({ stopPx }) => stopPx],
  ['target_px', ({ targetPx }) => targetPx],
  ['time_stop_minutes', ({ timeStopMinutes }) => timeStopMinutes],
  ['rr', ({ rewardRisk }) => rewardRisk],
  ['score_total', ({ scores }) => scores?.total ?? null],
  ['score_breakout', ({ scores }) => scores?.breakout ?? null],
  ['score_momentum', ({ scores }) => scores?.momentum ?? null],
  ['score_trend_quality', ({ scores }) => scores?.trendQuality ?? null],
  ['score_alignment', ({ scores }) => scores?.alignment ?? null],
  ['rank', ({ rank }) => rank],
  ['pack_id', ({ packId }) => packId],
  ['policy_version', ({ policyVersion }) => policyVersion],
  ['pack_sha', ({ lineage }) => lineage.packSha],
  ['indicator_set_sha', ({ lineage }) => lineage.indicatorSetSha],
  ['model_config_sha', ({ lineage }) => lineage.modelConfigSha],
  ['policy_sha', ({ lineage }) => lineage.policySha],
  ['risk_sha', ({ lineage }) => lineage.riskSha],
  ['risk_profile', ({ riskProfile }) => riskProfile],
]

/** Where the signals of a model's last scan stand in the workspace. */
export function signalsPath(modelId: string): string {
  return `live_data/${modelId}/signals.csv`
}

/** Writes the signals of a model, in place of those of its scan before. Returns the path as it is shown. */
export async function writeSignalsFile(
  { workspace }: Pick<Parts, 'workspace'>,
  modelId: string,
  signals: readonly Signal[],
): Promise<string> {
  const path = outputPath(workspace, signalsPath(modelId), 'model_id')
  const rows = signals.map((signal) => columns.map(([, of]) => cell(of(signal))).join(','))
  await writeWhole(path, `${[columns.map(([name]) => name).join(','), ...rows].join('\n')}\n`)
  return shownPath(workspace, path)
}

const cell = (value: Cell): string => (value === null ? '' : csvCell(String(value), { forSpreadsheet: true }))
