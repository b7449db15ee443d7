import type { Selectable } from 'kysely'
import { fromJsonText, fromOptionalJsonText, type JsonObject, toJsonText } from './json.ts'
import type { RunColumns } from './schema.ts'
import {
  changedWorkColumns,
  type NewWork,
  newWorkColumns,
  toWork,
  WORK_COLUMNS,
  type Work,
  type WorkChanges,
} from './work.ts'

/** What a build, a training and a backtest have beyond any work. `progress` is a whole percentage. */
export interface Run extends Work {
  progress: number
  params: JsonObject
  /** Everything that determines the result, fully resolved. */
  config: JsonObject
  metrics: JsonObject | null
}

export interface RunChanges extends WorkChanges {
  progress?: number
  metrics?: object | null
}

export interface NewRun extends NewWork, Omit<RunChanges, 'status'> {
  params?: object
  config: object
}

/** The columns that a run is read from. */
export const RUN_COLUMNS = [...WORK_COLUMNS, 'progress', 'params', 'config', 'metrics'] as const

export function toRun(row: Pick<Selectable<RunColumns>, (typeof RUN_COLUMNS)[number]>): Run {
  return {
    ...toWork(row),
    progress: row.progress,
    params: fromJsonText(row.params),
    config: fromJsonText(row.config),
    metrics: fromOptionalJsonText(row.metrics),
  }
}

export function newRunColumns(run: NewRun) {
  return {
    ...newWorkColumns(run),
    progress: run.progress ?? 0,
    params: toJsonText(run.params ?? {}),
    config: toJsonText(run.config),
    metrics: toJsonText(run.metrics),
  }
}

export function changedRunColumns(changes: RunChanges) {
  return { ...changedWorkColumns(changes), progress: changes.progress, metrics: toJsonText(changes.metrics) }
}
