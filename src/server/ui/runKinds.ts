import type { components } from '../../contract/generated/schema.ts'
import type { AskingRequest } from '../route.ts'
import type { Query } from './address.ts'
import { ask } from './ask.ts'

type Run = Pick<
  components['schemas']['Run'],
  'id' | 'pack_id' | 'model_id' | 'status' | 'tag' | 'created_at' | 'started_at' | 'finished_at'
>

/** A run of whatever kind, as lists of them show it. */
export interface ListedRun extends Run {
  kind: RunKind
  /** Of a variant: its sweep. */
  sweep_id?: string | null
  /** 0 to 100. */
  progress: number
}

interface RunList {
  rows: ListedRun[]
  total: number
  limit: number
  offset: number
  next_offset: number | null
}

/** The kinds of runs: what they are called, how a list of them is asked for, and where they tell of their progress. */
export const runKinds = {
  backtest: {
    title: 'Backtests',
    list: async (request: AskingRequest, query: Query): Promise<RunList> => {
      const answer = await ask(request, 'listBacktests', { query })
      return {
        ...answer,
        rows: answer.rows.map((run) => ({ ...run, kind: 'backtest', progress: run.progress ?? 0 })),
      }
    },
    events: (id: string) => `/backtests/${id}/events`,
  },
  sweep: {
    title: 'Sweeps',
    list: async (request: AskingRequest, query: Query): Promise<RunList> => {
      const answer = await ask(request, 'listSweeps', { query })
      return {
        ...answer,
        rows: answer.rows.map((sweep) => ({ ...sweep, kind: 'sweep', progress: shareOf(sweep) })),
      }
    },
    events: (id: string) => `/sweeps/${id}/events`,
  },
  train: {
    title: 'Trainings',
    list: async (request: AskingRequest, query: Query): Promise<RunList> => {
      const answer = await ask(request, 'listTrainingRuns', { query })
      return {
        ...answer,
        rows: answer.rows.map((run) => ({ ...run, kind: 'train', progress: run.progress ?? 0 })),
      }
    },
    events: (id: string) => `/train/jobs/${id}/events`,
  },
  build: {
    title: 'Builds',
    list: async (request: AskingRequest, query: Query): Promise<RunList> => {
      const answer = await ask(request, 'listBuildRuns', { query })
      return {
        ...answer,
        rows: answer.rows.map((run) => ({ ...run, kind: 'build', progress: run.progress ?? 0 })),
      }
    },
    events: (id: string) => `/build_runs/${id}/events`,
  },
} as const

export type RunKind = 'backtest' | 'sweep' | 'train' | 'build'

export const kindNames: readonly RunKind[] = ['backtest', 'sweep', 'train', 'build']

/** How far a sweep is, from 0 to 100, by the variants that are done. */
export function shareOf({
  status,
  progress,
}: Pick<components['schemas']['Sweep'], 'status' | 'progress'>): number {
  if (status === 'completed') return 100
  return progress && progress.total > 0 ? (100 * progress.completed) / progress.total : 0
}
