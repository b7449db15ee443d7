import { operations } from '../../contract/generated/operations.ts'
import type { OperationId } from '../../contract/operations.ts'
import type { Payload, ProposedKind } from '../parts.ts'

const usual = {
  build: 'buildMatrix',
  train: 'trainModel',
  backtest: 'createBacktest',
  sweep: 'startSweep',
} as const

/** The operation that does what is proposed. A training is a fit, or the promotion of backtests by `jobs`. */
export function operationOf(kind: ProposedKind, payload: Payload): OperationId {
  return kind === 'train' && 'jobs' in payload ? 'submitTrainBatch' : usual[kind]
}

/** As it would be sent. */
export function requestOf(kind: ProposedKind, payload: Payload) {
  const { method, path } = operations[operationOf(kind, payload)]
  return { method, path, body: { ...payload } }
}
