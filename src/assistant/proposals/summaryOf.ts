import type { Payload, ProposedKind } from '../parts.ts'

const begun: Readonly<Record<ProposedKind, string>> = {
  build: 'Build the matrix of',
  train: 'Fit',
  backtest: 'Backtest',
  sweep: 'Sweep',
}

/** What would be done, in a few words. */
export function summaryOf(kind: ProposedKind, payload: Payload): string {
  const { jobs, model_id: model, csv, from_trial: trial, start, end } = payload
  if (Array.isArray(jobs))
    return jobs.length === 1 ? 'Promote a backtest' : `Promote ${jobs.length} backtests`
  const subject = [model, csv, trial && `the trial of ${trial}`].find((one) => typeof one === 'string')
  const window = [start && `from ${start}`, end && `to ${end}`].filter((part) => typeof part === 'string')
  return [begun[kind], subject ?? 'the model', ...window].join(' ')
}
