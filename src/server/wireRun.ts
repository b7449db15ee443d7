import type { components } from '../contract/generated/schema.ts'
import type { Run as StoredRun } from '../services/runs.ts'
import { stored, storedError, storedLineage } from './stored.ts'

type Run = components['schemas']['Run']

/** What runs of all kinds have in common. */
export function toRun(run: StoredRun): Run {
  return {
    id: run.id,
    pack_id: run.packId,
    model_id: run.modelId,
    status: run.status,
    progress: run.status === 'completed' ? 100 : run.progress,
    tag: run.tag,
    created_at: run.createdAt,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    params: run.params,
    lineage: storedLineage(run.lineage),
    timings: stored<Run['timings']>(objectIn(run.metrics, 'timings')) ?? {},
    error: storedError(run.error),
  }
}

/** A part of what was stored, where it is there. */
export function objectIn(json: object | null, name: string): object | null {
  const value: unknown = json && Reflect.get(json, name)
  return typeof value === 'object' ? value : null
}
