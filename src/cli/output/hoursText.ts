import type { BacktestRun } from '../../contract/types.ts'

const named = { policy: 'policy', profile: 'risk profile', matrix: 'matrix', model: 'model' }

/** The hours that a run uses and what says so, which a request need not be told; nothing where it uses all. */
export function hoursWords({ config, hours_from: from }: Pick<BacktestRun, 'config' | 'hours_from'>): string {
  if (!config?.allowed_hours) return ''
  return `hours ${config.allowed_hours}${from && from !== 'request' ? ` (${named[from]})` : ''}`
}
