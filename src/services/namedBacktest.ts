import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import type { Backtest } from '../store/backtests.ts'
import { listBacktestsOn } from '../store/promotable.ts'
import type { Parts } from './parts.ts'
import { findBacktest, findSweep } from './runs.ts'

/** A backtest by its id, or by its model, config and lineage as an answer gave them. */
export interface NamedBacktest {
  backtestId?: string
  modelId?: string
  packId?: string
  /** Some fields of a config, in the spelling of answers. */
  config?: Readonly<Record<string, unknown>>
  lineage?: Readonly<Record<string, unknown>>
}

/** Backtests of one model on one matrix that are looked through for a config. */
const lookedThrough = 1_000
/** Ids that an error names where several backtests fit. */
const idsNamed = 5

/**
 * The completed backtest that is meant.
 *
 * @param field where it was named
 * @throws INVALID_PARAM when what was said of it contradicts it or fits several that differ, NOT_FOUND, UNPROCESSABLE for one that is not done
 */
export async function requireBacktest(parts: Parts, named: NamedBacktest, field: string): Promise<Backtest> {
  const { backtestId } = named
  if (backtestId === undefined) return findByLineage(parts, named, field)
  const run = await findBacktest(parts, backtestId)
  if (!run) throw await unknown(parts, backtestId)
  const faults = contradictions(run, named, field)
  if (faults.length > 0) throw invalidParam(faults, { next: `sigma runs backtest show ${backtestId}` })
  if (run.status !== 'completed') {
    throw new SigmaError('UNPROCESSABLE', `the backtest ${backtestId} is ${run.status}`, {
      next: 'name one that is completed: sigma leaderboard',
    })
  }
  return run
}

async function unknown(parts: Parts, id: string): Promise<SigmaError> {
  const isSweep = (await findSweep(parts, id)) !== undefined
  return isSweep
    ? new SigmaError('NOT_FOUND', `${id} is a sweep, and one of its rows is needed`, {
        next: `sigma sweep results ${id} shows them`,
      })
    : new SigmaError('NOT_FOUND', `there is no backtest ${id}`, {
        next: 'sigma leaderboard and sigma runs backtest show the ids',
      })
}

async function findByLineage(parts: Parts, named: NamedBacktest, field: string): Promise<Backtest> {
  const { modelId, packId, lineage } = named
  const matrixSha = lineage?.matrix_sha
  if (modelId === undefined || typeof matrixSha !== 'string') {
    throw invalidParam(
      [
        {
          field,
          issue: 'names no backtest: give its id, or model_id with its config and lineage.matrix_sha',
        },
      ],
      { next: 'sigma leaderboard shows the ids' },
    )
  }
  const search = { modelId, matrixSha, ...(packId !== undefined && { packId }) }
  const runs = await listBacktestsOn(parts.db, search, lookedThrough)
  const fitting = runs.filter((run) => contradictions(run, named, field).length === 0)
  const differing = new Map(fitting.map((run) => [sha256OfJson(run.config), run.id]))
  if (differing.size > 1) {
    const ids = [...differing.values()].slice(0, idsNamed).join(', ')
    throw invalidParam(
      [{ field, issue: `fits ${differing.size} backtests with different configs, of which one is meant` }],
      { next: `name its id, or the fields of its config: ${ids}${differing.size > idsNamed ? ', …' : ''}` },
    )
  }
  if (fitting.length > 0) return fitting[0]
  throw new SigmaError('NOT_FOUND', `no backtest of ${modelId} on ${matrixSha} has this config and lineage`, {
    next: `sigma runs backtest --model ${modelId} shows those that there are`,
  })
}

/** What was said of a backtest and is not so. */
function contradictions(
  run: Backtest,
  { modelId, packId, config = {}, lineage = {} }: NamedBacktest,
  field: string,
): FieldError[] {
  const of = (name: string, said: unknown, is: unknown): FieldError[] =>
    differs(said, is)
      ? [{ field: `${field}.${name}`, issue: `the backtest has ${text(is)}, not ${text(said)}` }]
      : []
  const { hyperparams = {}, ...rest } = config
  return [
    ...of('model_id', modelId, run.modelId),
    ...of('pack_id', packId, run.packId),
    ...fieldsOf(rest).flatMap(([name, said]) => of(`config.${name}`, said, run.config[name])),
    ...fieldsOf(hyperparams).flatMap(([name, said]) =>
      of(`config.hyperparams.${name}`, said, new Map(fieldsOf(run.config.hyperparams)).get(name)),
    ),
    ...fieldsOf(lineage).flatMap(([name, said]) => of(`lineage.${name}`, said, run.lineage?.[name])),
  ]
}

/** What was not said contradicts nothing, and null is as good as absent. */
function differs(said: unknown, is: unknown): boolean {
  if (said === undefined) return false
  return sha256OfJson(said) !== sha256OfJson(is ?? null)
}

function fieldsOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

const text = (value: unknown): string => JSON.stringify(value ?? null)
