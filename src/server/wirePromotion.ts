import type {
  ConfigTuple,
  Lineage,
  SelectedBacktest,
  Selection,
  TrainBatchAccepted,
  TrainJob,
} from '../contract/types.ts'
import type { Promotion } from '../services/promote.ts'
import type { Selection as StoredSelection } from '../services/selections.ts'
import type { TrainJob as StoredJob } from '../services/trainingJobs.ts'
import { stored, storedError, storedLineage } from './stored.ts'

// Training jobs, promotions and selections of the store in the spelling of the contract.

export function toTrainJob(job: StoredJob): TrainJob {
  return {
    job_id: job.id,
    kind: job.kind,
    attempt: job.attempt,
    model_id: job.modelId,
    pack_id: job.packId,
    status: job.status,
    progress: job.status === 'completed' ? 100 : job.progress,
    submitted_at: job.submittedAt,
    started_at: job.startedAt,
    completed_at: job.finishedAt,
    algorithm: job.algorithm,
    seed: job.seed,
    tag: job.tag,
    config: stored<ConfigTuple | null>(job.config),
    // Before a job had a lineage it was kept as an empty one.
    lineage: storedLineage('matrix_sha' in job.lineage ? job.lineage : null),
    metrics: job.metrics,
    training_run_id: job.id,
    promoted_from: job.promotedFrom,
    selection_id: job.selectionId,
    ...(job.gateState && { gate_state: job.gateState }),
    override: stored<NonNullable<TrainJob['override']> | null>(job.override),
    error: storedError(job.error),
  }
}

export function toAcceptedJob({
  run,
  backtestId,
  deduplicated,
}: Promotion): TrainBatchAccepted['jobs'][number] {
  return {
    job_id: run.id,
    backtest_id: backtestId,
    model_id: run.modelId,
    pack_id: run.packId,
    status: run.status,
    gate_state: run.gateState ?? 'not_evaluated',
    deduplicated,
  }
}

export function toSelection({ id, createdAt, items }: StoredSelection): Selection {
  return {
    selection_id: id,
    created_at: createdAt,
    items: items.map(
      ({ backtestId, modelId, packId, config, lineage }): SelectedBacktest => ({
        backtest_id: backtestId,
        model_id: modelId,
        pack_id: packId,
        config: stored<ConfigTuple>(config),
        lineage: stored<Lineage>(lineage),
      }),
    ),
  }
}
